using System.Globalization;

namespace ProxyBench.Soak;

/// <summary>What is known of one job, from the three sides that saw it: its caller, the backends, the receiver of results.</summary>
internal sealed class JobFate(string job, bool idempotent)
{
    private int _arrivals;
    private int _runs;
    private int _deliveries;

    public string Job => job;

    /// <summary>Whether the route says that the backend knows it again.</summary>
    public bool Idempotent => idempotent;

    /// <summary>The status its caller saw; 0 where the connection broke; null where the caller hung up itself.</summary>
    public int? Status { get; set; }

    /// <summary>The server that its caller was told, and the one that a later question about it reached.</summary>
    public string? Acknowledged { get; set; }

    public string? Found { get; set; }

    /// <summary>Whether the proxy was killed while its caller waited.</summary>
    public bool Killed { get; set; }

    /// <summary>How often a backend read it whole.</summary>
    public int Arrivals => Volatile.Read(ref _arrivals);

    /// <summary>How often a backend began to work on it: a backend that knows it again does not begin again.</summary>
    public int Runs => Volatile.Read(ref _runs);

    /// <summary>How often its result was taken with a 2xx.</summary>
    public int Deliveries => Volatile.Read(ref _deliveries);

    /// <summary>Whether a backend's result was taken by the proxy with a 200.</summary>
    public bool ResultTaken { get; set; }

    public void Arrive() => Interlocked.Increment(ref _arrivals);

    public void Run() => Interlocked.Increment(ref _runs);

    public void Deliver() => Interlocked.Increment(ref _deliveries);

    /// <summary>What must not be; null where all is as it should be.</summary>
    public string? Fault(bool killedAtAll) => this switch
    {
        { Runs: > 1 } => "done twice",
        { Idempotent: false, Arrivals: > 1 } => "sent twice",
        { Status: >= 200 and < 300, Runs: 0 } => "acknowledged and never taken by a backend",
        { Status: 0, Killed: false } => "no answer",
        { ResultTaken: true, Deliveries: 0 } => "its result was taken and never delivered",
        { Deliveries: > 1 } when !killedAtAll => "its result was delivered twice",
        { Acknowledged: { } by, Found: { } found } when by != found => $"taken by {by} and asked for at {found}",
        _ => null,
    };

    public string Line(bool killedAtAll) => string.Create(
        CultureInfo.InvariantCulture,
        $"{job},{(idempotent ? "idempotent" : "plain")},{Status?.ToString(CultureInfo.InvariantCulture) ?? "hung up"},{Arrivals},{Runs},{(ResultTaken ? 1 : 0)},{Deliveries},{Fault(killedAtAll)}");
}
