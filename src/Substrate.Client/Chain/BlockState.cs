using System.Collections.Immutable;
using Substrate.Client.Events;
using Substrate.Client.JsonRpc;
using Substrate.Client.Metadata;
using Substrate.Client.RuntimeApis;
using Substrate.Client.Scale;
using Substrate.Client.Storage;
using Substrate.Client.Types;
using Substrate.Client.Values;

namespace Substrate.Client.Chain;

/// <summary>
/// The state after one block: what is read through it is of one moment, however many calls it takes, and is decoded with
/// the metadata of the runtime that made the block.
/// </summary>
public sealed class BlockState
{
    private readonly JsonRpcClient _rpc;
    private readonly StorageQueries _storage;

    internal BlockState(JsonRpcClient rpc, Hash256 hash, BlockHeader header, Runtime runtime)
    {
        (_rpc, Hash, Header, Runtime) = (rpc, hash, header, runtime);
        _storage = new StorageQueries(rpc, hash);
    }

    /// <summary>The block's hash.</summary>
    public Hash256 Hash { get; }

    /// <summary>The block's number.</summary>
    public ulong Number => Header.Number;

    /// <summary>The block's header.</summary>
    public BlockHeader Header { get; }

    /// <summary>The runtime that made the block.</summary>
    public Runtime Runtime { get; }

    private TypeRegistry Types => Runtime.Metadata.Types;

    /// <summary>Reads a stored value.</summary>
    /// <param name="pallet">The pallet, as in <c>SubtensorModule</c>.</param>
    /// <param name="entry">The storage entry, as in <c>Uids</c>.</param>
    /// <param name="keys">The parts of a map's key; none for a plain value.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The value; where nothing is stored the entry's default, or null where it has none.</returns>
    /// <exception cref="MetadataException">The runtime has no such pallet or entry.</exception>
    /// <exception cref="ScaleException">The keys are not the entry's, or what is stored is not of its type.</exception>
    /// <exception cref="JsonRpcException">The call failed.</exception>
    public async Task<Value?> ReadAsync(string pallet, string entry, IReadOnlyList<Value> keys, CancellationToken cancellationToken) =>
        (await ReadAllAsync([new StorageQuery(pallet, entry, keys)], cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Reads several stored values in one round trip.</summary>
    /// <returns>The values in the order of the queries; null for nothing.</returns>
    /// <inheritdoc cref="ReadAsync"/>
    public async Task<ImmutableArray<Value?>> ReadAllAsync(IReadOnlyList<StorageQuery> queries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(queries);
        StorageEntry[] entries = [.. queries.Select(query => Runtime.Metadata.Pallet(query.Pallet).StorageEntry(query.Entry))];
        byte[][] keys = [.. queries.Zip(entries, (query, entry) => Key(entry, query.Keys))];
        byte[]?[] stored = await _storage.ReadAsync(keys, cancellationToken).ConfigureAwait(false);
        return [.. entries.Zip(stored, (entry, bytes) => StorageValue.Decode(Types, entry, bytes))];
    }

    /// <summary>Reads all entries of a stored map, or those whose keys begin with some parts, in pages.</summary>
    /// <param name="pallet">The pallet, as in <c>Commitments</c>.</param>
    /// <param name="entry">The storage entry, as in <c>CommitmentOf</c>.</param>
    /// <param name="keys">The first parts of the keys; none for all entries.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="pageSize">How many entries are asked for at a time, 1 to 1000.</param>
    /// <exception cref="ArgumentException">The entry is no map, or all parts of the key are given.</exception>
    /// <exception cref="MetadataException">The runtime has no such pallet or entry.</exception>
    /// <exception cref="ScaleException">The parts are not the entry's.</exception>
    /// <exception cref="JsonRpcException">A call failed.</exception>
    public IAsyncEnumerable<StorageMapEntry> ReadMapAsync(
        string pallet,
        string entry,
        IReadOnlyList<Value> keys,
        CancellationToken cancellationToken,
        int pageSize = StorageQueries.LargestPage)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentOutOfRangeException.ThrowIfNotEqual(pageSize, Math.Clamp(pageSize, 1, StorageQueries.LargestPage));
        StorageEntry map = Runtime.Metadata.Pallet(pallet).StorageEntry(entry);
        return keys.Count < map.Keys.Count
            ? _storage.ReadMapAsync(Types, map, Key(map, keys), pageSize, cancellationToken)
            : throw new ArgumentException(
                $"{map} has keys of {map.Keys.Count} parts; {keys.Count} of them leave nothing to list", nameof(keys));
    }

    /// <summary>Calls a function of the runtime.</summary>
    /// <param name="api">The runtime API, as in <c>SubnetInfoRuntimeApi</c>.</param>
    /// <param name="method">The function, as in <c>get_selective_metagraph</c>.</param>
    /// <param name="arguments">The arguments in order.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MetadataException">The runtime does not list such a function.</exception>
    /// <exception cref="ScaleException">The arguments are not the function's, or the answer is not of its type.</exception>
    /// <exception cref="JsonRpcException">The call failed.</exception>
    public async Task<Value> CallAsync(string api, string method, IReadOnlyList<Value> arguments, CancellationToken cancellationToken)
    {
        RuntimeApiMethod function = Runtime.Metadata.FindApiMethod(api, method)
            ?? throw new MetadataException(
                $"the runtime {Runtime.SpecVersion} lists no function {api}_{method} (in metadata version {Runtime.Metadata.Version})");
        byte[] encoded = RuntimeCall.EncodeArguments(Types, function, [.. arguments]);
        byte[] answer = await CallAsync(function.ToString(), encoded, cancellationToken).ConfigureAwait(false);
        return RuntimeCall.DecodeAnswer(Types, function, answer);
    }

    /// <summary>Calls a function of the runtime with encoded arguments.</summary>
    /// <param name="function">The function, as in <c>AccountNonceApi_account_nonce</c>.</param>
    /// <param name="arguments">The encoded arguments.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The encoded answer.</returns>
    /// <exception cref="JsonRpcException">The call failed.</exception>
    public async Task<byte[]> CallAsync(string function, ReadOnlyMemory<byte> arguments, CancellationToken cancellationToken)
    {
        JsonRpcRequest request = new("state_call", function, arguments, Hash);
        return (await _rpc.CallAsync(request, cancellationToken).ConfigureAwait(false)).AsBytes();
    }

    /// <summary>Reads the events of the block.</summary>
    /// <exception cref="ScaleException">An event cannot be decoded.</exception>
    /// <exception cref="JsonRpcException">The call failed.</exception>
    public async Task<ImmutableArray<EventRecord>> ReadEventsAsync(CancellationToken cancellationToken)
    {
        byte[]?[] stored = await _storage.ReadAsync(
            [Key(EventReader.Entry(Runtime.Metadata), [])], cancellationToken).ConfigureAwait(false);
        return EventReader.Read(Runtime.Metadata, stored[0]);
    }

    private byte[] Key(StorageEntry entry, IReadOnlyList<Value> parts) => StorageKey.Encode(Types, entry, [.. parts]);
}
