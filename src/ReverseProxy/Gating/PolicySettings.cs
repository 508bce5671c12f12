namespace ReverseProxy.Gating;

/// <summary>One rule as configured.</summary>
internal sealed record PolicySettings
{
    public required PolicyKind Kind { get; init; }

    public required PolicyMode Mode { get; init; }

    /// <summary>For <see cref="PolicyKind.MinimumStake"/>: the least stake, in rao.</summary>
    public ulong Stake { get; init; }

    /// <summary>For <see cref="PolicyKind.MinimumStake"/>: whether total stake counts instead of alpha.</summary>
    public bool TotalStake { get; init; }

    /// <summary>For <see cref="PolicyKind.MinimumAge"/>: the least number of blocks since the registration.</summary>
    public ulong Blocks { get; init; }

    /// <summary>How old the subnet's state may be before it is not believed any more; null believes it however old.</summary>
    public TimeSpan? MaximumAge { get; init; }

    /// <summary>Whether a sender is let in while there is no state to be believed.</summary>
    public bool AdmitWhenUnknown { get; init; }

    /// <summary>The rule's name in configuration, logs, metrics and refusals.</summary>
    public string Name => NameOf(Kind);

    /// <summary>Whether the rule asks the subnet's state.</summary>
    public bool NeedsSubnet => Kind is PolicyKind.Registered or PolicyKind.ValidatorPermit or PolicyKind.MinimumStake or PolicyKind.MinimumAge;

    public static string NameOf(PolicyKind kind) => kind switch
    {
        PolicyKind.AllowList => "allow_list",
        PolicyKind.DenyList => "deny_list",
        PolicyKind.Registered => "registered",
        PolicyKind.ValidatorPermit => "validator_permit",
        PolicyKind.MinimumStake => "min_stake",
        PolicyKind.MinimumAge => "min_age",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
