namespace ReverseProxy.Clock;

/// <summary>Moments on the clock that never jumps, as <see cref="TimeProvider.GetTimestamp"/> tells them.</summary>
internal static class Timestamps
{
    /// <summary>The moment so long from now; a negative span means before now.</summary>
    public static long TimestampAfter(this TimeProvider time, TimeSpan span) => time.GetTimestamp() + (long)(span.TotalSeconds * time.TimestampFrequency);
}
