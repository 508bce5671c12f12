namespace ReverseProxy.Gating;

/// <summary>Counts what the rules would have refused, and when they had no state to judge by.</summary>
internal sealed class GateCounters
{
    private readonly long[] _wouldHaveRefused = new long[Enum.GetValues<PolicyKind>().Length];
    private readonly long[] _unknown = new long[Enum.GetValues<PolicyKind>().Length];

    public void WouldHaveRefused(PolicyKind kind) => Interlocked.Increment(ref _wouldHaveRefused[(int)kind]);

    public void Unknown(PolicyKind kind) => Interlocked.Increment(ref _unknown[(int)kind]);

    /// <summary>How often a rule that only warns would have refused.</summary>
    public long CountOfWouldHaveRefused(PolicyKind kind) => Interlocked.Read(ref _wouldHaveRefused[(int)kind]);

    /// <summary>How often a rule had no state to judge by.</summary>
    public long CountOfUnknown(PolicyKind kind) => Interlocked.Read(ref _unknown[(int)kind]);
}
