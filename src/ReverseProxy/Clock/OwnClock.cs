namespace ReverseProxy.Clock;

/// <summary>Tells when our clock was set: what was compared before says nothing about it any more.</summary>
internal sealed class OwnClock(TimeProvider time)
{
    private static readonly TimeSpan Noticed = TimeSpan.FromMilliseconds(250);

    private readonly long _start = time.GetTimestamp();
    private DateTimeOffset? _origin;

    /// <summary>Whether it was set since the last time this was asked; not safe for concurrent use.</summary>
    public bool WasSet()
    {
        // Where the clock stood at the start, had it always run as it does now.
        DateTimeOffset origin = time.GetUtcNow() - time.GetElapsedTime(_start);
        bool set = _origin is { } before && (origin - before).Duration() > Noticed;
        _origin = origin;
        return set;
    }
}
