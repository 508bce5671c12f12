using System.Collections.Immutable;
using Substrate.Client;
using Substrate.Client.Chain;
using Substrate.Client.JsonRpc;
using Substrate.Client.Metadata;
using Substrate.Client.Scale;
using Substrate.Client.Values;

namespace Bittensor.Registry;

/// <summary>All that the hotkeys of a subnet have committed, as of one block.</summary>
/// <param name="Netuid">The subnet.</param>
/// <param name="SubnetExists">Whether there is such a subnet.</param>
/// <param name="Block">The number of the block.</param>
/// <param name="BlockHash">The hash of the block.</param>
/// <param name="Entries">The commitments in the order of storage.</param>
public sealed record MinerRegistry(ushort Netuid, bool SubnetExists, ulong Block, Hash256 BlockHash, ImmutableArray<RegistryEntry> Entries)
{
    /// <summary>Those that are endpoints.</summary>
    public IEnumerable<RegistryEntry> Valid => Entries.Where(entry => entry.Endpoint is not null);

    /// <summary>Those that are none.</summary>
    public IEnumerable<RegistryEntry> Invalid => Entries.Where(entry => entry.Endpoint is null);

    /// <summary>Reads the registry: three round trips where the subnet has up to 1000 commitments, whatever the number of its hotkeys.</summary>
    /// <exception cref="JsonRpcException">A call failed.</exception>
    /// <exception cref="MetadataException">This is no Bittensor chain.</exception>
    /// <exception cref="ScaleException">What is stored has a form that this program does not know.</exception>
    public static async Task<MinerRegistry> ReadAsync(BlockState state, ushort netuid, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(state);
        Value net = Value.Of(netuid);
        List<StorageMapEntry> stored = [];
        await foreach (StorageMapEntry entry in state.ReadMapAsync("Commitments", "CommitmentOf", [net], cancellationToken).ConfigureAwait(false))
        {
            stored.Add(entry);
        }

        // Commitments outlive registrations, so that the hotkeys are asked for one by one: there are as many as commitments.
        StorageQuery[] queries =
        [
            new("SubtensorModule", "NetworksAdded", net),
            .. stored.Select(entry => new StorageQuery("SubtensorModule", "Uids", net, Value.Of(RegistryEntry.HotkeyOf(entry)))),
        ];
        ImmutableArray<Value?> answers = await state.ReadAllAsync(queries, cancellationToken).ConfigureAwait(false);
        return new(
            netuid,
            answers[0]?.AsBoolean() ?? false,
            state.Number,
            state.Hash,
            [.. stored.Zip(answers.Skip(1), (entry, uid) => RegistryEntry.Read(entry, uid?.AsNumber<ushort>()))]);
    }
}
