using System.Collections.Frozen;
using Substrate.Cryptography;

namespace Bittensor.Subnets;

/// <summary>Who is registered on a subnet, as of one block. Immutable.</summary>
public sealed class Metagraph
{
    private readonly FrozenDictionary<AccountId, Neuron> _byHotkey;

    /// <summary>Makes a metagraph.</summary>
    /// <param name="netuid">The subnet's number.</param>
    /// <param name="block">The block it was read at.</param>
    /// <param name="takenAt">When it was read.</param>
    /// <param name="neurons">The registered hotkeys; of one that occurs twice the first counts.</param>
    public Metagraph(ushort netuid, ulong block, DateTimeOffset takenAt, IEnumerable<Neuron> neurons)
    {
        Netuid = netuid;
        Block = block;
        TakenAt = takenAt;
        _byHotkey = neurons.DistinctBy(neuron => neuron.Hotkey).ToFrozenDictionary(neuron => neuron.Hotkey);
    }

    /// <summary>The subnet's number.</summary>
    public ushort Netuid { get; }

    /// <summary>The block it was read at.</summary>
    public ulong Block { get; }

    /// <summary>When it was read.</summary>
    public DateTimeOffset TakenAt { get; }

    /// <summary>Every registered hotkey.</summary>
    public IReadOnlyCollection<Neuron> Neurons => _byHotkey.Values;

    /// <summary>Finds a hotkey's registration.</summary>
    /// <returns>Whether it is registered.</returns>
    public bool TryGet(in AccountId hotkey, out Neuron neuron) => _byHotkey.TryGetValue(hotkey, out neuron);
}
