namespace ReverseProxy.Telemetry;

/// <summary>What a verdict means to the operator.</summary>
internal enum VerdictKind
{
    /// <summary>The request was answered as it should be.</summary>
    Served,

    /// <summary>The request was turned away, for a reason that lies with the caller or with the rules.</summary>
    Refused,

    /// <summary>An admitted request was lost, for a reason that lies with us or with a backend.</summary>
    Failed,

    /// <summary>The caller hung up.</summary>
    Gone,
}
