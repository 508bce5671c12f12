using ReverseProxy.Configuration;

namespace ReverseProxy.Backends;

/// <summary>
/// What is known of a server's state, from two sources that do not mix: the probes, which ask it, and the jobs, which it
/// answers or fails. A server gets work when neither speaks against it.
/// </summary>
internal sealed class ServerHealth(TimeProvider time)
{
    private readonly Lock _lock = new();
    private bool _unwell;
    private string? _probeReason;
    private DateTimeOffset _probeSince = time.GetUtcNow();
    private int _wrong;
    private int _right;
    private int _failures;
    private int _ejections;
    private string? _failure;
    private DateTimeOffset _ejectedAt;
    private long _ejectedFrom;
    private TimeSpan _ejectedFor;

    /// <summary>Whether the probes speak against it.</summary>
    public bool IsUnwell => Volatile.Read(ref _unwell);

    /// <summary>Whether it is left out for failing jobs.</summary>
    public bool IsEjected
    {
        get
        {
            lock (_lock)
            {
                return IsEjectedNow();
            }
        }
    }

    /// <summary>The state, why it is so, and since when.</summary>
    public (ServerState State, string? Reason, DateTimeOffset Since) Describe()
    {
        lock (_lock)
        {
            return _unwell ? (ServerState.Unwell, _probeReason, _probeSince)
                : IsEjectedNow() ? (ServerState.Ejected, _failure, _ejectedAt)
                : (ServerState.Ready, _failures > 0 ? _failure : null, _ejectedAt > _probeSince ? _ejectedAt + _ejectedFor : _probeSince);
        }
    }

    /// <summary>A probe's verdict; true where it changed the state.</summary>
    public bool Probed(string? fault, HealthSettings settings)
    {
        lock (_lock)
        {
            _right = fault is null ? _right + 1 : 0;
            _wrong = fault is null ? 0 : _wrong + 1;
            _probeReason = fault;
            bool unwell = _unwell ? _right < settings.HealthyAfter : _wrong >= settings.UnhealthyAfter;
            if (unwell == _unwell)
            {
                return false;
            }

            _unwell = unwell;
            _probeSince = time.GetUtcNow();
            if (!unwell)
            {
                // It says itself that it is well again: what it failed before counts no more.
                (_failures, _ejections, _ejectedFor) = (0, 0, TimeSpan.Zero);
            }

            return true;
        }
    }

    /// <summary>Nobody asks it any more: what the probes said is forgotten.</summary>
    public void ForgetProbes()
    {
        lock (_lock)
        {
            (_unwell, _wrong, _right, _probeReason) = (false, 0, 0, null);
        }
    }

    /// <summary>A job was answered.</summary>
    public void Succeeded()
    {
        if (Volatile.Read(ref _failures) == 0 && Volatile.Read(ref _ejections) == 0)
        {
            return;
        }

        lock (_lock)
        {
            (_failures, _ejections, _ejectedFor) = (0, 0, TimeSpan.Zero);
        }
    }

    /// <summary>A job failed; returns how long the server is left out for it, where it is.</summary>
    /// <param name="reason">What happened.</param>
    /// <param name="settings">When a server is left out.</param>
    /// <param name="mayEject">Whether another server is there to do the work.</param>
    public TimeSpan? Failed(string reason, EjectionSettings settings, bool mayEject)
    {
        lock (_lock)
        {
            _failures++;
            _failure = reason;
            if (settings.Failures == 0 || _failures < settings.Failures || !mayEject || IsEjectedNow())
            {
                return null;
            }

            // One failure after coming back is enough: it has not shown yet that it can work.
            _failures = settings.Failures - 1;
            double factor = Math.Pow(2, Math.Min(_ejections++, 30));
            _ejectedFor = TimeSpan.FromTicks((long)Math.Min(settings.Time.Ticks * factor, settings.MaximumTime.Ticks));
            _ejectedFrom = time.GetTimestamp();
            _ejectedAt = time.GetUtcNow();
            return _ejectedFor;
        }
    }

    private bool IsEjectedNow() => _ejectedFor > TimeSpan.Zero && time.GetElapsedTime(_ejectedFrom) < _ejectedFor;
}
