namespace ReverseProxy.Limits;

/// <summary>Whose place a request being served takes.</summary>
internal enum Pool
{
    /// <summary>It takes none.</summary>
    None,

    /// <summary>One of everybody's.</summary>
    Unknown,

    /// <summary>One of those that claim to be signed by a known sender, from an address that is new for it.</summary>
    Claimed,

    /// <summary>One of the known senders'.</summary>
    Known,
}
