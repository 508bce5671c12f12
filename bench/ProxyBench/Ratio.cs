namespace ProxyBench;

/// <summary>One result: a figure of ours divided by a peer's, measured in turn in one run.</summary>
/// <param name="Name">What is compared with what.</param>
/// <param name="Value">Ours / the peer's.</param>
/// <param name="HigherIsBetter">Whether more is better, as of requests per second; less is, of times and memory.</param>
internal sealed record Ratio(string Name, double Value, bool HigherIsBetter)
{
    /// <summary>How much better this is than <paramref name="other"/>: 1 is equal, 0.85 is 15 % worse.</summary>
    public double Of(double other) => HigherIsBetter ? Value / other : other / Value;
}
