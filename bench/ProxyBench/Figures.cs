namespace ProxyBench;

/// <summary>What is made of a list of measurements.</summary>
internal static class Figures
{
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The median over the rounds of ours / theirs: both of a pair met the same machine.</summary>
    public static double PairedRatio(IEnumerable<double> ours, IEnumerable<double> theirs) => Median(ours.Zip(theirs, (own, other) => own / other));
}
