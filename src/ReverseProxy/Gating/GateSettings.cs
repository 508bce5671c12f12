namespace ReverseProxy.Gating;

/// <summary>The rules and lists in force.</summary>
internal sealed record GateSettings
{
    public required SenderList Allowed { get; init; }

    public required SenderList Denied { get; init; }

    /// <summary>The rules, in the order in which they are asked.</summary>
    public required IReadOnlyList<PolicySettings> Policies { get; init; }

    /// <summary>Whether any rule asks the subnet's state.</summary>
    public bool NeedsSubnet => Policies.Any(policy => policy.NeedsSubnet && policy.Mode is not PolicyMode.Off);

    /// <summary>Whether everybody with a valid key comes in.</summary>
    public bool IsOpen => Policies.All(policy => policy.Mode is not PolicyMode.Enforce || (policy.Kind is PolicyKind.AllowList && Allowed.IsOpen));
}
