namespace ReverseProxy.Authentication;

/// <summary>
/// When the requests arrived whose bodies are still on their way or being verified. A used request must be remembered
/// for as long as an identical one may still be accepted: that is one which arrived while it was fresh enough.
/// </summary>
internal sealed class Arrivals(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<long> _underway = new();

    /// <summary>Notes a request that arrives now, until <see cref="Leave"/>.</summary>
    public LinkedListNode<long> Enter()
    {
        lock (_lock)
        {
            return _underway.AddLast(Now);
        }
    }

    public void Leave(LinkedListNode<long> arrival)
    {
        lock (_lock)
        {
            _underway.Remove(arrival);
        }
    }

    /// <summary>The time of which every request yet to be judged arrived not before, in milliseconds since 1970: what was too old then can be forgotten.</summary>
    public long Horizon
    {
        get
        {
            lock (_lock)
            {
                return _underway.First is { } oldest ? Math.Min(oldest.Value, Now) : Now;
            }
        }
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}
