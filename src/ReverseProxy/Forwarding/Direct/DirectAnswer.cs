namespace ReverseProxy.Forwarding.Direct;

/// <summary>What came of a request that was sent on a plain connection.</summary>
internal enum DirectAnswer
{
    /// <summary>The answer is here as a whole.</summary>
    Whole,

    /// <summary>The answer, or what there is of it, is for the HTTP client to read.</summary>
    Odd,

    /// <summary>There is none.</summary>
    None,
}
