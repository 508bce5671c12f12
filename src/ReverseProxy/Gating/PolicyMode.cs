namespace ReverseProxy.Gating;

/// <summary>What becomes of a policy's refusals.</summary>
internal enum PolicyMode
{
    /// <summary>It is not asked.</summary>
    Off,

    /// <summary>It is asked and its refusals are counted, but nobody is refused.</summary>
    Warn,

    /// <summary>Whom it refuses is refused.</summary>
    Enforce,
}
