namespace ReverseProxy.Limits;

/// <summary>How token buckets fill.</summary>
/// <param name="PerSecond">Tokens a second.</param>
/// <param name="Burst">How many a full bucket holds.</param>
internal readonly record struct BucketRate(float PerSecond, float Burst)
{
    /// <summary>So many a minute, all of which may come at once.</summary>
    public static BucketRate PerMinute(long count) => new(count / 60f, Math.Max(1, count));
}
