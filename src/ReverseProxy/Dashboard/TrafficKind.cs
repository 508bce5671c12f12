namespace ReverseProxy.Dashboard;

/// <summary>The bands of the traffic chart.</summary>
internal enum TrafficKind
{
    Served,

    /// <summary>Refused, though a known sender made it or was claimed to.</summary>
    Refused,

    /// <summary>Admitted, and lost by a backend or by us.</summary>
    Lost,

    /// <summary>A stranger's that was refused.</summary>
    Noise,

    /// <summary>The caller hung up.</summary>
    Gone,
}
