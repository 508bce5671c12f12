using System.Numerics;

namespace Epistula.Replay;

/// <summary>
/// Remembers accepted requests until they are too old to pass the clock anyway. Memory is fixed from the start. Kept in
/// a file, it survives a restart and a killed process.
/// </summary>
public sealed class ReplayWindow : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ReplayTable _table;
    private readonly ReplayFile? _file;
    private bool _disposed;

    private ReplayWindow(long capacity, ReplayTable table, ReplayFile? file)
    {
        Capacity = capacity;
        _table = table;
        _file = file;
    }

    /// <summary>How many requests it can remember at once.</summary>
    public long Capacity { get; }

    /// <summary>Whether it outlives the process.</summary>
    public bool Persistent => _file is not null;

    /// <summary>Makes a window that lives as long as the process.</summary>
    /// <param name="capacity">Requests to remember at once, rounded up to a power of two, at least 1024. 32 bytes each.</param>
    public static ReplayWindow InMemory(long capacity)
    {
        capacity = RoundUp(capacity);
        return new(capacity, new(capacity), file: null);
    }

    /// <summary>Opens the window kept in a file, or makes it anew where the file is missing or not ours.</summary>
    /// <param name="path">The file; its directory exists. 24 bytes for each request of the capacity.</param>
    /// <param name="capacity">As for <see cref="InMemory"/>. With another one than before, the file keeps what it has room for.</param>
    /// <exception cref="IOException">The file cannot be opened, or another process has it open.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static ReplayWindow Open(string path, long capacity)
    {
        capacity = RoundUp(capacity);
        ReplayTable table = new(capacity);
        try
        {
            return new(capacity, table, ReplayFile.Open(path, capacity, table.Restore));
        }
        catch
        {
            table.Dispose();
            throw;
        }
    }

    /// <summary>Accepts a request once.</summary>
    /// <param name="key">The request's fingerprint.</param>
    /// <param name="expiresAt">Until when it must be remembered, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="now">The current time on the same scale; or the time at which the oldest request arrived that is still to be judged, where their age is taken then.</param>
    public ReplayVerdict TryUse(ReplayKey key, long expiresAt, long now)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_table.Contains(key, now, out long place))
            {
                return ReplayVerdict.Used;
            }

            if (place < 0 || _file?.TryAdd(key, expiresAt, now) == false)
            {
                return ReplayVerdict.Full;
            }

            _table.Put(place, key, expiresAt);
            return ReplayVerdict.Fresh;
        }
    }

    /// <summary>Counts the requests remembered at <paramref name="now"/>. Walks the whole table: for status pages, not for requests.</summary>
    public long Count(long now)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _table.CountLiving(now);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            if (!_disposed)
            {
                _table.Dispose();
                _file?.Dispose();
                _disposed = true;
            }
        }
    }

    private static long RoundUp(long capacity) => (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(capacity, 1024));
}
