using System.Collections.Concurrent;

namespace ReverseProxy.Forwarding.Direct;

/// <summary>
/// Carries what is plain over connections of its own: a request of HTTP/1.1 whose body is in memory, to a server of plain HTTP,
/// for an answer of declared length. Everything else, and every answer that is not so, is YARP's and the HTTP client's
/// (docs/decisions/0050).
/// </summary>
/// <param name="connectTimeout">How long connecting may take.</param>
/// <param name="idle">How long a connection may have been idle and still be given a request; zero uses each once.</param>
/// <param name="time">The clock.</param>
internal sealed class DirectCourier(TimeSpan connectTimeout, TimeSpan idle, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, Origin?> _origins = new();
    private long _opened;
    private long _usedAgain;

    public TimeSpan ConnectTimeout => connectTimeout;

    public IdleLinks Idle { get; } = new(idle, time);

    /// <summary>How many connections were opened.</summary>
    public long Opened => Interlocked.Read(ref _opened);

    /// <summary>How often one that had carried a request was given another.</summary>
    public long UsedAgain => Interlocked.Read(ref _usedAgain);

    public void CountOpened() => Interlocked.Increment(ref _opened);

    /// <summary>A connection that was busy just now; null where there is none.</summary>
    public Link? TakeIdle(Origin origin)
    {
        Link? link = Idle.Take(origin);
        if (link is not null)
        {
            _ = Interlocked.Increment(ref _usedAgain);
        }

        return link;
    }

    /// <summary>The server at an address; null where it is none for plain connections.</summary>
    public Origin? OriginOf(string address) => _origins.GetOrAdd(address, Origin.At);

    public void Dispose() => Idle.Dispose();
}
