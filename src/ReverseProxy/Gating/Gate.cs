using Bittensor.Subnets;
using Substrate.Cryptography;

namespace ReverseProxy.Gating;

/// <summary>
/// Decides by rule who comes in. An allow-listed sender always does; anybody else must pass every enforced rule, in
/// order. Rules that only warn are asked all the same, and what they would have refused is counted.
/// </summary>
internal sealed class Gate(GateSettings settings, SubnetHolder subnet, GateCounters counters, TimeProvider time)
{
    public GateSettings Settings => settings;

    public GateDecision Decide(in AccountId sender)
    {
        bool listed = settings.Allowed.Names(sender);
        if (listed)
        {
            return new(Admitted: true, Known: true, Reason: null);
        }

        Metagraph? state = subnet.Current;
        TimeSpan age = state is null ? TimeSpan.MaxValue : time.GetUtcNow() - state.TakenAt;
        string? reason = null;
        foreach (PolicySettings policy in settings.Policies)
        {
            if (policy.Mode is PolicyMode.Off || Passes(policy, sender, state, age))
            {
                continue;
            }

            if (policy.Mode is PolicyMode.Warn)
            {
                counters.WouldHaveRefused(policy.Kind);
            }
            else if (reason is null)
            {
                // The later rules that only warn are still to be asked, or their count would lie.
                reason = policy.Name;
            }
        }

        return new(reason is null, Known: reason is null && HasPermit(sender, state), reason);
    }

    private static bool HasPermit(in AccountId sender, Metagraph? state) =>
        state is not null && state.TryGet(sender, out Neuron neuron) && neuron.HasValidatorPermit;

    private bool Passes(PolicySettings policy, in AccountId sender, Metagraph? state, TimeSpan age)
    {
        switch (policy.Kind)
        {
            case PolicyKind.AllowList:
                return settings.Allowed.IsOpen;
            case PolicyKind.DenyList:
                return !settings.Denied.Names(sender);
        }

        if (state is null || age > policy.MaximumAge)
        {
            counters.Unknown(policy.Kind);
            return policy.AdmitWhenUnknown;
        }

        bool registered = state.TryGet(sender, out Neuron neuron);
        return registered && policy.Kind switch
        {
            PolicyKind.ValidatorPermit => neuron.HasValidatorPermit,
            PolicyKind.MinimumStake => (policy.TotalStake ? neuron.TotalStake : neuron.AlphaStake) >= policy.Stake,
            PolicyKind.MinimumAge => neuron.RegisteredAt + policy.Blocks <= state.Block,
            _ => true,
        };
    }
}
