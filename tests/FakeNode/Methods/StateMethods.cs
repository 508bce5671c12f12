using System.Text.Json;
using System.Text.Json.Nodes;
using FakeNode.Chain;
using FakeNode.Runtimes;
using FakeNode.Server;

namespace FakeNode.Methods;

/// <summary>What the node answers about state.</summary>
internal sealed class StateMethods(ChainMethods blocks)
{
    private const int LargestPage = 1000;

    public JsonNode RuntimeVersion(RpcCall call) => RuntimeVersion(blocks.Required(call, 0).Runtime);

    public static JsonObject RuntimeVersion(FakeRuntime runtime) => new()
    {
        ["specName"] = "node-subtensor",
        ["implName"] = "node-subtensor",
        ["authoringVersion"] = 1,
        ["specVersion"] = runtime.SpecVersion,
        ["implVersion"] = 1,
        ["apis"] = new JsonArray(),
        ["transactionVersion"] = runtime.TransactionVersion,
        ["stateVersion"] = 1,
    };

    public JsonNode Metadata(RpcCall call) => ChainMethods.Hex(blocks.Required(call, 0).Runtime.Blob(14));

    public JsonNode Call(RpcCall call)
    {
        FakeBlock block = blocks.Required(call, 2);
        return block.Runtime.Functions.TryGetValue(call.Text(0), out Func<FakeBlock, byte[], byte[]>? function)
            ? ChainMethods.Hex(function(block, call.Bytes(1)))
            : throw new RpcException(4003, $"Client error: Execution failed: Other: Exported method {call.Text(0)} is not found");
    }

    public JsonNode? Storage(RpcCall call) => Value(blocks.Required(call, 1), call.Text(0));

    /// <summary>Answers in the order of a trie and not in that of the keys, as a node may.</summary>
    public JsonNode QueryStorageAt(RpcCall call)
    {
        FakeBlock block = blocks.Required(call, 1);
        IEnumerable<string> keys = call.Argument(0)!.Value.EnumerateArray().Select(key => key.GetString()!).Order(StringComparer.Ordinal);
        JsonArray changes = [.. keys.Select(key => new JsonArray(key, Value(block, key)))];
        return new JsonArray(new JsonObject { ["block"] = block.Hash.ToString(), ["changes"] = changes });
    }

    public JsonNode KeysPaged(RpcCall call)
    {
        string prefix = Bare(call.Text(0));
        int count = call.Number(1);
        string? start = call.Argument(2) is JsonElement key ? Bare(key.GetString()!) : null;
        if (count > LargestPage)
        {
            throw new RpcException(4002, $"count exceeds maximum value. value: {count}, max: {LargestPage}");
        }

        return new JsonArray([.. blocks.Required(call, 3).State.Keys
            .Where(candidate => candidate.StartsWith(prefix, StringComparison.Ordinal) && (start is null || string.CompareOrdinal(candidate, start) > 0))
            .Take(count)
            .Select(candidate => (JsonNode)$"0x{candidate}")]);
    }

    private static JsonNode? Value(FakeBlock block, string key) =>
        block.State.TryGetValue(Bare(key), out byte[]? stored) ? ChainMethods.Hex(stored) : null;

    private static string Bare(string hex) => hex[2..].ToLowerInvariant();
}
