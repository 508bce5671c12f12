using System.Globalization;
using System.Text.Json.Nodes;
using FakeNode.Chain;
using FakeNode.Server;
using Substrate.Client;

namespace FakeNode.Methods;

/// <summary>What the node answers about blocks.</summary>
internal sealed class ChainMethods(FakeChain chain)
{
    public JsonNode? BlockHash(RpcCall call)
    {
        FakeBlock? block = call.Argument(0) is null ? chain.Best : chain.At((ulong)call.Number(0));
        return block is null ? null : Text(block.Hash);
    }

    public JsonNode FinalizedHead() => Text(chain.Finalized.Hash);

    public JsonNode? Header(RpcCall call) => Argument(call, 0) is FakeBlock block ? Header(block) : null;

    public JsonNode? Block(RpcCall call) => Argument(call, 0) is not FakeBlock block ? null : new JsonObject
    {
        ["block"] = new JsonObject
        {
            ["header"] = Header(block),
            ["extrinsics"] = new JsonArray([.. block.Extrinsics.Select(bytes => (JsonNode)Hex(bytes))]),
        },
        ["justifications"] = null,
    };

    public static JsonObject Header(FakeBlock block) => new()
    {
        ["parentHash"] = Text(block.Parent?.Hash ?? default),
        ["number"] = $"0x{block.Number.ToString("x", CultureInfo.InvariantCulture)}",
        ["stateRoot"] = Text(default),
        ["extrinsicsRoot"] = Text(default),
        ["digest"] = new JsonObject { ["logs"] = new JsonArray() },
    };

    /// <summary>The block that an argument names; the newest where it is absent.</summary>
    /// <exception cref="RpcException">There is no such block.</exception>
    public FakeBlock Required(RpcCall call, int argument) => Argument(call, argument)
        ?? throw new RpcException(4003, $"Client error: UnknownBlock: State already discarded for {call.Text(argument)}");

    public static JsonNode Hex(ReadOnlySpan<byte> bytes) => $"0x{Convert.ToHexStringLower(bytes)}";

    private FakeBlock? Argument(RpcCall call, int argument) =>
        call.Argument(argument) is null ? chain.Best : chain.Find(Hash256.Parse(call.Text(argument)));

    private static JsonNode Text(Hash256 hash) => hash.ToString();
}
