namespace ReverseProxy.Clock;

/// <summary>
/// The last few differences between our clock and a timestamp that came from elsewhere. Each is how far we are ahead plus
/// how long the timestamp was on its way; the smallest has the least of the way in it.
/// </summary>
internal sealed class DelaySamples(int capacity)
{
    private readonly (TimeSpan Delay, long At)[] _ring = new (TimeSpan, long)[capacity];
    private int _count;
    private int _next;

    /// <summary>When the newest was taken, as the time provider's timestamp.</summary>
    public long NewestAt { get; private set; }

    public void Add(TimeSpan delay, long at)
    {
        _ring[_next] = (delay, at);
        _next = (_next + 1) % capacity;
        _count = Math.Min(_count + 1, capacity);
        NewestAt = at;
    }

    /// <summary>The smallest of those taken since; null where there are fewer than <paramref name="fewest"/>.</summary>
    public TimeSpan? Minimum(long since, int fewest)
    {
        int found = 0;
        TimeSpan smallest = TimeSpan.MaxValue;
        foreach ((TimeSpan delay, long at) in _ring.AsSpan(0, _count))
        {
            if (at >= since)
            {
                found++;
                smallest = delay < smallest ? delay : smallest;
            }
        }

        return found >= fewest ? smallest : null;
    }
}
