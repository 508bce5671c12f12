namespace ReverseProxy.Registration;

/// <summary>How <c>register</c> ended.</summary>
internal enum RegistrationStatus
{
    /// <summary>Nothing was to be put on chain.</summary>
    DryRun,

    /// <summary>The same stands there already.</summary>
    AlreadyCommitted,

    /// <summary>It was finalized and read back equal.</summary>
    Committed,

    /// <summary>It was not, or it is not known.</summary>
    Failed,
}
