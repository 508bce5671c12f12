namespace ReverseProxy.Gating;

/// <summary>
/// Counts what the rules said of requests whose signature was right: claims that anybody can make would tell an operator
/// nothing about what enforcing a rule will do to him.
/// </summary>
internal sealed class GateCounters
{
    private static readonly int Kinds = Enum.GetValues<PolicyKind>().Length;

    private readonly long[] _wouldHaveRefused = new long[Kinds];
    private readonly long[] _refused = new long[Kinds];
    private readonly long[] _unknown = new long[Kinds];
    private long _hits;
    private long _misses;

    /// <summary>Requests that were judged by a state of the subnet that was believed.</summary>
    public long Hits => Interlocked.Read(ref _hits);

    /// <summary>Requests for which there was no state of the subnet, or one that a rule no longer believed.</summary>
    public long Misses => Interlocked.Read(ref _misses);

    /// <summary>How often a rule that only warns would have refused.</summary>
    public long CountOfWouldHaveRefused(PolicyKind kind) => Interlocked.Read(ref _wouldHaveRefused[(int)kind]);

    /// <summary>How often a rule refused.</summary>
    public long CountOfRefused(PolicyKind kind) => Interlocked.Read(ref _refused[(int)kind]);

    /// <summary>How often a rule had no state to judge by.</summary>
    public long CountOfUnknown(PolicyKind kind) => Interlocked.Read(ref _unknown[(int)kind]);

    /// <summary>Counts a decision about a sender whose signature was right.</summary>
    public void Count(in GateDecision decision)
    {
        if (decision.Unknown != 0)
        {
            _ = Interlocked.Increment(ref _misses);
        }
        else if (decision.Judged != 0)
        {
            _ = Interlocked.Increment(ref _hits);
        }

        if ((decision.WouldRefuse | decision.Unknown) == 0 && decision.Reason is null)
        {
            return;
        }

        for (int kind = 0; kind < Kinds; kind++)
        {
            Add(_wouldHaveRefused, kind, decision.WouldRefuse);
            Add(_unknown, kind, decision.Unknown);
            if (decision.Reason == PolicySettings.NameOf((PolicyKind)kind))
            {
                _ = Interlocked.Increment(ref _refused[kind]);
            }
        }
    }

    private static void Add(long[] counts, int kind, int kinds)
    {
        if ((kinds & (1 << kind)) != 0)
        {
            _ = Interlocked.Increment(ref counts[kind]);
        }
    }
}
