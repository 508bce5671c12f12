using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Substrate.Client.JsonRpc;
using Substrate.Client.Metadata;
using Substrate.Client.Scale;
using Substrate.Client.Storage;
using Substrate.Client.Types;
using Substrate.Client.Values;

namespace Substrate.Client.Chain;

/// <summary>Reads storage at one block.</summary>
internal sealed class StorageQueries(JsonRpcClient rpc, Hash256 block)
{
    /// <summary>The most keys that a node gives in a page.</summary>
    public const int LargestPage = 1000;

    /// <summary>The code with which a node says that its answer would exceed its limit.</summary>
    private const int AnswerTooLarge = -32008;

    /// <summary>What is stored under several keys, in their order; null for nothing.</summary>
    public async Task<byte[]?[]> ReadAsync(IReadOnlyList<byte[]> keys, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
        {
            return [];
        }

        try
        {
            JsonRpcRequest request = new("state_queryStorageAt", (byte[][])[.. keys], block);
            Dictionary<byte[], byte[]> stored = ReadChanges(await rpc.CallAsync(request, cancellationToken).ConfigureAwait(false));
            return [.. keys.Select(key => stored.GetValueOrDefault(key))];
        }
        catch (JsonRpcException refused) when (refused.Code == AnswerTooLarge && keys.Count > 1)
        {
            byte[]?[][] halves = await Task.WhenAll(
                ReadAsync([.. keys.Take(keys.Count / 2)], cancellationToken),
                ReadAsync([.. keys.Skip(keys.Count / 2)], cancellationToken)).ConfigureAwait(false);
            return [.. halves[0], .. halves[1]];
        }
    }

    /// <summary>All entries of a map whose keys begin with a prefix, page by page in the order of their keys.</summary>
    public async IAsyncEnumerable<StorageMapEntry> ReadMapAsync(
        TypeRegistry types, StorageEntry entry, byte[] prefix, int pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[][] keys = await ReadKeysAsync(prefix, pageSize, start: null, cancellationToken).ConfigureAwait(false);
        while (keys.Length > 0)
        {
            // The keys of the next page are on their way while the values of this one are.
            Task<byte[][]> next = keys.Length < pageSize
                ? Task.FromResult<byte[][]>([])
                : ReadKeysAsync(prefix, pageSize, keys[^1], cancellationToken);
            byte[]?[] values = await ReadAsync(keys, cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < keys.Length; i++)
            {
                if (values[i] is byte[] stored)
                {
                    yield return Decode(types, entry, keys[i], stored);
                }
            }

            keys = await next.ConfigureAwait(false);
        }
    }

    private static StorageMapEntry Decode(TypeRegistry types, StorageEntry entry, byte[] key, byte[] stored)
    {
        ImmutableArray<Value?> parts = [];
        try
        {
            parts = StorageKey.Decode(types, entry, key);
            return new StorageMapEntry(key, stored, parts, StorageValue.Decode(types, entry, stored), Error: null);
        }
        catch (ScaleException error)
        {
            return new StorageMapEntry(key, stored, parts, Value: null, error);
        }
    }

    private async Task<byte[][]> ReadKeysAsync(byte[] prefix, int pageSize, byte[]? start, CancellationToken cancellationToken)
    {
        JsonRpcResult answer = await rpc.CallAsync(
            new JsonRpcRequest("state_getKeysPaged", prefix, pageSize, start, block), cancellationToken).ConfigureAwait(false);
        JsonElement keys = answer.AsElement();
        byte[][] page = keys.ValueKind == JsonValueKind.Array
            ? [.. keys.EnumerateArray().Select(key => Bytes(answer, key))]
            : throw answer.Malformed("it is not a list of keys");
        if (!Array.TrueForAll(page, key => key.AsSpan().StartsWith(prefix)))
        {
            throw answer.Malformed("it has a key that was not asked for");
        }

        if (page.Length > 0 && start is not null && page[0].AsSpan().SequenceCompareTo(start) <= 0)
        {
            // Otherwise a node that ignores where to start would be asked for ever.
            throw answer.Malformed("a page does not begin after the one before it");
        }

        return page;
    }

    /// <summary>Answers come as [{block, changes: [[key, value or null], …]}], in an order that is the node's.</summary>
    private static Dictionary<byte[], byte[]> ReadChanges(JsonRpcResult answer)
    {
        Dictionary<byte[], byte[]> stored = new(StorageKeyComparer.Instance);
        JsonElement sets = answer.AsElement();
        if (sets.ValueKind != JsonValueKind.Array)
        {
            throw answer.Malformed("it is not a list of changes");
        }

        foreach (JsonElement set in sets.EnumerateArray())
        {
            if (set.ValueKind != JsonValueKind.Object
                || !set.TryGetProperty("changes", out JsonElement changes)
                || changes.ValueKind != JsonValueKind.Array)
            {
                throw answer.Malformed("it has no changes");
            }

            foreach (JsonElement change in changes.EnumerateArray())
            {
                if (change.ValueKind != JsonValueKind.Array || change.GetArrayLength() != 2)
                {
                    throw answer.Malformed("a change is not a key and a value");
                }

                if (change[1].ValueKind != JsonValueKind.Null)
                {
                    stored[Bytes(answer, change[0])] = Bytes(answer, change[1]);
                }
            }
        }

        return stored;
    }

    private static byte[] Bytes(JsonRpcResult answer, JsonElement hex) =>
        JsonText.BytesOf(hex) ?? throw answer.Malformed("a key or value is not hexadecimal text");
}
