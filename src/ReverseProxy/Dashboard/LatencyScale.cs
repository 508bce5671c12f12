namespace ReverseProxy.Dashboard;

/// <summary>Counts times by size, in steps of a fourth of an octave from 50 µs to a quarter of an hour: percentiles within 10 %.</summary>
internal static class LatencyScale
{
    public const int Steps = 97;

    private const double FirstMicroseconds = 50;

    public static int StepOf(TimeSpan time) =>
        (int)Math.Clamp(Math.Round(4 * Math.Log2(Math.Max(time.TotalMicroseconds, 1) / FirstMicroseconds)), 0, Steps - 1);

    /// <summary>The time in milliseconds below which a share of those counted lies; null where none was.</summary>
    public static double? Percentile(ReadOnlySpan<int> counts, double share)
    {
        long total = 0;
        foreach (int count in counts)
        {
            total += count;
        }

        if (total == 0)
        {
            return null;
        }

        long rank = (long)Math.Ceiling(total * share);
        int step = -1;
        for (long seen = 0; seen < rank;)
        {
            seen += counts[++step];
        }

        return FirstMicroseconds * Math.Pow(2, step / 4.0) / 1000;
    }
}
