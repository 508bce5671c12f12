namespace ReverseProxy.Recording;

/// <summary>A clock that stands at the time of a record.</summary>
internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
