namespace Bittensor.Registry;

/// <summary>From where an IP address can be reached, by the registries of IANA for special purposes (RFC 6890 and its updates).</summary>
public enum AddressReach
{
    /// <summary>From everywhere.</summary>
    Public,

    /// <summary>From this machine only.</summary>
    Loopback,

    /// <summary>No address at all: <c>0.0.0.0</c> and its network, <c>::</c>.</summary>
    Unspecified,

    /// <summary>From the same private network, or behind a provider's address translation.</summary>
    Private,

    /// <summary>From the same link; clouds answer with their secrets at one of these.</summary>
    LinkLocal,

    /// <summary>Many machines at once.</summary>
    Multicast,

    /// <summary>From nowhere: for examples in documents.</summary>
    Documentation,

    /// <summary>From nowhere: kept for tests and for the future, or the broadcast address.</summary>
    Reserved,
}
