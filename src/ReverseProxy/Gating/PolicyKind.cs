namespace ReverseProxy.Gating;

/// <summary>The rules by which senders are let in.</summary>
internal enum PolicyKind
{
    /// <summary>The sender stands in <c>auth.allowed_senders</c>.</summary>
    AllowList,

    /// <summary>The sender does not stand in <c>auth.denied_senders</c>.</summary>
    DenyList,

    /// <summary>The sender is registered on the subnet.</summary>
    Registered,

    /// <summary>The sender has a validator permit.</summary>
    ValidatorPermit,

    /// <summary>The sender has so much stake.</summary>
    MinimumStake,

    /// <summary>The sender has been registered for so many blocks.</summary>
    MinimumAge,
}
