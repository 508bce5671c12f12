using System.Collections.Immutable;
using Substrate.Client.Chain;
using Substrate.Client.JsonRpc;
using Substrate.Client.Metadata;
using Substrate.Client.Scale;
using Substrate.Client.Values;
using Substrate.Cryptography;

namespace Bittensor.Registry;

/// <summary>All that the hotkeys of a subnet have committed, as of one block.</summary>
/// <param name="Netuid">The subnet.</param>
/// <param name="SubnetExists">Whether there is such a subnet.</param>
/// <param name="Block">The number of the block.</param>
/// <param name="BlockHash">The hash of the block.</param>
/// <param name="Entries">The commitments in the order of storage.</param>
public sealed record MinerRegistry(ushort Netuid, bool SubnetExists, ulong Block, Substrate.Client.Hash256 BlockHash, ImmutableArray<RegistryEntry> Entries)
{
    /// <summary>Those that are endpoints.</summary>
    public IEnumerable<RegistryEntry> Valid => Entries.Where(entry => entry.Endpoint is not null);

    /// <summary>Those that are none.</summary>
    public IEnumerable<RegistryEntry> Invalid => Entries.Where(entry => entry.Endpoint is null);

    /// <summary>Reads the registry, in two round trips where the subnet has up to 1000 commitments.</summary>
    /// <exception cref="JsonRpcException">A call failed.</exception>
    /// <exception cref="MetadataException">This is no Bittensor chain.</exception>
    /// <exception cref="ScaleException">What is stored has a form that this program does not know.</exception>
    public static async Task<MinerRegistry> ReadAsync(BlockState state, ushort netuid, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(state);
        Value net = Value.Of(netuid);
        Task<(bool Exists, Dictionary<AccountId, ushort> Uids)> neurons = ReadUidsAsync(state, net, cancellationToken);
        List<StorageMapEntry> stored = [];
        await foreach (StorageMapEntry entry in state.ReadMapAsync("Commitments", "CommitmentOf", [net], cancellationToken).ConfigureAwait(false))
        {
            stored.Add(entry);
        }

        (bool exists, Dictionary<AccountId, ushort> uids) = await neurons.ConfigureAwait(false);
        return new(netuid, exists, state.Number, state.Hash, [.. stored.Select(entry => RegistryEntry.Read(entry, UidOf))]);

        ushort? UidOf(AccountId hotkey) => uids.TryGetValue(hotkey, out ushort uid) ? uid : null;
    }

    private static async Task<(bool Exists, Dictionary<AccountId, ushort> Uids)> ReadUidsAsync(BlockState state, Value net, CancellationToken cancellationToken)
    {
        ImmutableArray<Value?> subnet = await state.ReadAllAsync(
            [new StorageQuery("SubtensorModule", "NetworksAdded", net), new StorageQuery("SubtensorModule", "SubnetworkN", net)], cancellationToken).ConfigureAwait(false);
        int count = subnet[1]?.AsNumber<ushort>() ?? 0;
        StorageQuery[] queries = [.. Enumerable.Range(0, count).Select(uid => new StorageQuery("SubtensorModule", "Keys", net, Value.Of(uid)))];
        ImmutableArray<Value?> keys = await state.ReadAllAsync(queries, cancellationToken).ConfigureAwait(false);
        Dictionary<AccountId, ushort> uids = [];
        for (ushort uid = 0; uid < keys.Length; uid++)
        {
            if (keys[uid] is Value hotkey)
            {
                uids[hotkey.AsAccountId()] = uid;
            }
        }

        return (subnet[0]?.AsBoolean() ?? false, uids);
    }
}
