namespace ReverseProxy.Diagnosis;

/// <summary>What a check came to.</summary>
internal enum Outcome
{
    Pass,

    /// <summary>It works, but something is to be looked at.</summary>
    Warn,

    /// <summary>It does not work: validators are lost, or secrets are open.</summary>
    Fail,

    /// <summary>It could not be found out.</summary>
    Unknown,
}
