namespace ReverseProxy.Backends;

/// <summary>Whether a backend server gets work.</summary>
internal enum ServerState
{
    /// <summary>It does.</summary>
    Ready,

    /// <summary>Its health answer is wrong or missing.</summary>
    Unwell,

    /// <summary>It failed jobs and is left out for a while.</summary>
    Ejected,
}
