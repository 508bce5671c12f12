namespace ReverseProxy.Clients;

/// <summary>What was found at the beginning of a connection.</summary>
internal enum ProxyProtocolResult
{
    /// <summary>A whole header.</summary>
    Complete,

    /// <summary>The beginning of one.</summary>
    Incomplete,

    /// <summary>Something else.</summary>
    Invalid,
}
