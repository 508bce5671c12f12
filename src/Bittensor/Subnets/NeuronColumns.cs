using Substrate.Client.Scale;
using Substrate.Client.Values;
using Substrate.Cryptography;

namespace Bittensor.Subnets;

/// <summary>A subnet's neurons as the runtime gives them: a list for each thing that is known of them, all in the order of uids.</summary>
internal sealed record NeuronColumns(AccountId[] Hotkeys, bool[] Permits, ulong[] RegisteredAt, ulong[] AlphaStake, ulong[] TotalStake)
{
    /// <summary>Takes the lists from a struct.</summary>
    /// <param name="member">Gives a member by its name.</param>
    /// <exception cref="ScaleException">A member is missing or of another type.</exception>
    public static NeuronColumns Read(Func<string, Value> member) => new(
        [.. member("hotkeys").AsList().Select(hotkey => hotkey.AsAccountId())],
        [.. member("validator_permit").AsList().Select(permit => permit.AsBoolean())],
        Numbers(member("block_at_registration")),
        Numbers(member("alpha_stake")),
        Numbers(member("total_stake")));

    /// <summary>The neurons, one by one.</summary>
    /// <exception cref="ScaleException">The lists are not of one length.</exception>
    public Neuron[] ToNeurons()
    {
        int count = Hotkeys.Length;
        if (Permits.Length != count || RegisteredAt.Length != count || AlphaStake.Length != count || TotalStake.Length != count || count > ushort.MaxValue)
        {
            throw new ScaleException(
                $"the subnet's lists do not fit together: {count} hotkeys, {Permits.Length} permits, {RegisteredAt.Length} registrations, {AlphaStake.Length} and {TotalStake.Length} stakes");
        }

        Neuron[] neurons = new Neuron[count];
        for (ushort uid = 0; uid < count; uid++)
        {
            neurons[uid] = new Neuron(uid, Hotkeys[uid], Permits[uid], AlphaStake[uid], TotalStake[uid], RegisteredAt[uid]);
        }

        return neurons;
    }

    private static ulong[] Numbers(Value list) => [.. list.AsList().Select(number => number.AsNumber<ulong>())];
}
