namespace ReverseProxy.Dashboard;

/// <summary>The last so many spans of time.</summary>
internal sealed class TrafficRing(TimeSpan span, int count)
{
    private readonly TrafficSlot[] _slots = [.. Enumerable.Range(0, count).Select(_ => new TrafficSlot())];

    public TimeSpan Span => span;

    /// <summary>The slot of a time, made ready for it.</summary>
    public TrafficSlot At(DateTimeOffset time)
    {
        long number = time.ToUnixTimeMilliseconds() / (long)span.TotalMilliseconds;
        TrafficSlot slot = _slots[number % count];
        if (slot.Number != number)
        {
            slot.Begin(number);
        }

        return slot;
    }

    /// <summary>The slots up to a time, the oldest first; null for a span in which nothing happened.</summary>
    public IEnumerable<(DateTimeOffset Start, TrafficSlot? Slot)> Until(DateTimeOffset time)
    {
        long last = time.ToUnixTimeMilliseconds() / (long)span.TotalMilliseconds;
        for (long number = last - count + 1; number <= last; number++)
        {
            TrafficSlot slot = _slots[number % count];
            yield return (DateTimeOffset.FromUnixTimeMilliseconds(number * (long)span.TotalMilliseconds), slot.Number == number ? slot : null);
        }
    }
}
