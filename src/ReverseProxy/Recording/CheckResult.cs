namespace ReverseProxy.Recording;

/// <summary>What a question came to.</summary>
internal enum CheckResult
{
    /// <summary>It had nothing against the request.</summary>
    Passed,

    /// <summary>The request ended here.</summary>
    Ended,

    /// <summary>It was not asked, or not to the end.</summary>
    NotAsked,
}
