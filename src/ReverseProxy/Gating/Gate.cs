using Bittensor.Subnets;
using Substrate.Cryptography;

namespace ReverseProxy.Gating;

/// <summary>
/// Decides by rule who comes in. An allow-listed sender always does; anybody else must pass every enforced rule, in
/// order. Rules that only warn are asked all the same. Deciding changes nothing: it is done for whoever a request claims
/// to be of, and counted only once he is proved to be.
/// </summary>
internal sealed class Gate(GateSettings settings, SubnetHolder subnet, TimeProvider time)
{
    private readonly PolicySettings[] _policies = [.. settings.Policies.Where(policy => policy.Mode is not PolicyMode.Off)];

    public GateSettings Settings => settings;

    public GateDecision Decide(in AccountId sender)
    {
        if (settings.Allowed.Names(sender))
        {
            return new(Admitted: true, Known: true, Reason: null);
        }

        Metagraph? state = subnet.Current;
        TimeSpan age = state is null ? TimeSpan.MaxValue : time.GetUtcNow() - state.TakenAt;
        string? reason = null;
        int wouldRefuse = 0;
        int judged = 0;
        int unknown = 0;
        foreach (PolicySettings policy in _policies)
        {
            int bit = 1 << (int)policy.Kind;
            bool passes;
            if (!policy.NeedsSubnet)
            {
                passes = PassesList(policy.Kind, sender);
            }
            else if (state is null || age > policy.MaximumAge)
            {
                unknown |= bit;
                passes = policy.AdmitWhenUnknown;
            }
            else
            {
                judged |= bit;
                passes = Passes(policy, sender, state);
            }

            if (passes)
            {
                continue;
            }

            if (policy.Mode is PolicyMode.Warn)
            {
                wouldRefuse |= bit;
            }
            else
            {
                // The later rules that only warn are still to be asked, or their count would lie.
                reason ??= policy.Name;
            }
        }

        return new(reason is null, Known: reason is null && HasPermit(sender, state), reason, wouldRefuse, judged, unknown);
    }

    private static bool HasPermit(in AccountId sender, Metagraph? state) =>
        state is not null && state.TryGet(sender, out Neuron neuron) && neuron.HasValidatorPermit;

    private static bool Passes(PolicySettings policy, in AccountId sender, Metagraph state) =>
        state.TryGet(sender, out Neuron neuron) && policy.Kind switch
        {
            PolicyKind.ValidatorPermit => neuron.HasValidatorPermit,
            PolicyKind.MinimumStake => (policy.TotalStake ? neuron.TotalStake : neuron.AlphaStake) >= policy.Stake,
            PolicyKind.MinimumAge => state.Block >= neuron.RegisteredAt && state.Block - neuron.RegisteredAt >= policy.Blocks,
            _ => true,
        };

    private bool PassesList(PolicyKind kind, in AccountId sender) =>
        kind is PolicyKind.AllowList ? settings.Allowed.IsOpen : !settings.Denied.Names(sender);
}
