namespace ReverseProxy.Dashboard;

/// <summary>What happened in one span of time.</summary>
internal sealed class TrafficSlot
{
    private readonly int[] _kinds = new int[(int)TrafficKind.Gone + 1];
    private readonly int[] _totals = new int[LatencyScale.Steps];
    private readonly int[] _overheads = new int[LatencyScale.Steps];

    /// <summary>Which span it is about, counted from 1970.</summary>
    public long Number { get; private set; } = -1;

    public ReadOnlySpan<int> Kinds => _kinds;

    /// <summary>Forwarded requests by what they took in all.</summary>
    public ReadOnlySpan<int> Totals => _totals;

    /// <summary>Accepted requests by what they took in the proxy itself.</summary>
    public ReadOnlySpan<int> Overheads => _overheads;

    /// <summary>Begins another span.</summary>
    public void Begin(long number)
    {
        Number = number;
        Array.Clear(_kinds);
        Array.Clear(_totals);
        Array.Clear(_overheads);
    }

    public void Count(TrafficKind kind) => _kinds[(int)kind]++;

    public void CountJob(TimeSpan total) => _totals[LatencyScale.StepOf(total)]++;

    public void CountAccepted(TimeSpan overhead) => _overheads[LatencyScale.StepOf(overhead)]++;
}
