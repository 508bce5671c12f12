using Substrate.Cryptography.Ristretto;

namespace Substrate.Cryptography.Sr25519;

/// <summary>The tables of signers who have verified before and are known to the caller: bounded, safe for concurrent use.</summary>
/// <remarks>
/// A look-up takes no lock. A table is built away from the request, one at a time, once its signer has verified twice. When
/// there is no room, the signer who has been silent longest gives way, but only after a minute of silence: so however many keys
/// come, no more tables are built than there are places in a minute.
/// </remarks>
internal sealed class SignerTables<TPoint, TAddend>
    where TPoint : struct, ICurvePoint<TPoint, TAddend>
    where TAddend : struct
{
    internal const int Capacity = 64;
    internal const int WorthATable = 2;

    private const int BaseWidth = 8;
    private const int SignerWidth = 7;
    private const int MaximumCandidates = 4 * Capacity;

    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time;
    private readonly Action<Action> _run;
    private readonly Lock _lock = new();
    private readonly Dictionary<AccountId, int> _candidates = [];
    private volatile Dictionary<AccountId, Entry> _entries = [];
    private volatile WindowTable<TPoint, TAddend>? _base;
    private bool _building;

    /// <summary>Starts with none.</summary>
    internal SignerTables()
        : this(TimeProvider.System, static work => ThreadPool.QueueUserWorkItem(static work => work(), work, preferLocal: false))
    {
    }

    /// <summary>Starts with none.</summary>
    /// <param name="time">The clock that silence is measured with.</param>
    /// <param name="run">Runs the building of a table.</param>
    internal SignerTables(TimeProvider time, Action<Action> run)
    {
        _time = time;
        _run = run;
    }

    /// <summary>The number of signers who have a table.</summary>
    internal int Count => _entries.Count;

    /// <summary>The base point's table, which is there as soon as any signer's is.</summary>
    internal WindowTable<TPoint, TAddend> Base => _base!;

    /// <summary>The table of a signer's negated key.</summary>
    internal WindowTable<TPoint, TAddend>? Find(in AccountId signer)
    {
        if (!_entries.TryGetValue(signer, out Entry? entry))
        {
            return null;
        }

        entry.Touch(_time.GetTimestamp());
        return entry.Table;
    }

    /// <summary>Notes that a known signer who has no table has verified. Does not wait.</summary>
    internal void Remember(in AccountId signer, in EdwardsPoint minusKey)
    {
        if (!_lock.TryEnter())
        {
            return;
        }

        try
        {
            if (_building || _entries.ContainsKey(signer) || !IsWorthATable(signer) || !HasRoom(out _))
            {
                return;
            }

            _candidates.Remove(signer);
            _building = true;
        }
        finally
        {
            _lock.Exit();
        }

        Start(signer, minusKey);
    }

    // Apart, because what the delegate holds is allocated where it begins.
    private void Start(AccountId signer, EdwardsPoint minusKey) => _run(() => Build(signer, minusKey));

    private bool IsWorthATable(in AccountId signer)
    {
        int successes = Math.Min(_candidates.GetValueOrDefault(signer) + 1, WorthATable);
        if (_candidates.Count >= MaximumCandidates)
        {
            _candidates.Clear();
        }

        _candidates[signer] = successes;
        return successes >= WorthATable;
    }

    private void Build(in AccountId signer, in EdwardsPoint minusKey)
    {
        try
        {
            _base ??= new(CurveConstants.Base, BaseWidth);
            Entry entry = new(new(minusKey, SignerWidth), _time.GetTimestamp());
            lock (_lock)
            {
                if (HasRoom(out AccountId? leaving))
                {
                    Dictionary<AccountId, Entry> entries = new(_entries) { [signer] = entry };
                    if (leaving is { } silent)
                    {
                        entries.Remove(silent);
                    }

                    _entries = entries;
                }
            }
        }
        catch (OutOfMemoryException)
        {
            // This signer stays as fast as a stranger; the next one may find memory again.
        }
        finally
        {
            lock (_lock)
            {
                _building = false;
            }
        }
    }

    private bool HasRoom(out AccountId? leaving)
    {
        leaving = null;
        if (_entries.Count < Capacity)
        {
            return true;
        }

        long earliest = long.MaxValue;
        foreach ((AccountId signer, Entry entry) in _entries)
        {
            if (entry.LastUsed < earliest)
            {
                earliest = entry.LastUsed;
                leaving = signer;
            }
        }

        return _time.GetElapsedTime(earliest) >= Silence;
    }

    private sealed class Entry(WindowTable<TPoint, TAddend> table, long now)
    {
        private long _lastUsed = now;

        public WindowTable<TPoint, TAddend> Table => table;

        public long LastUsed => Volatile.Read(ref _lastUsed);

        public void Touch(long now) => Volatile.Write(ref _lastUsed, now);
    }
}
