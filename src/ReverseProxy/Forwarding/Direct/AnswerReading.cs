namespace ReverseProxy.Forwarding.Direct;

/// <summary>What can be said of the beginning of an answer.</summary>
internal enum AnswerReading
{
    /// <summary>Its head is not here as a whole.</summary>
    Incomplete,

    /// <summary>It is one that is read here.</summary>
    Plain,

    /// <summary>It is for the HTTP client to read, or to refuse.</summary>
    Odd,
}
