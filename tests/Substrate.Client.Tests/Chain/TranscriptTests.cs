using System.Text.Json;
using System.Text.Json.Nodes;
using FakeNode;
using Fixtures;
using Substrate.Client.Chain;
using Substrate.Client.JsonRpc;
using Substrate.Client.Scale;
using Substrate.Client.Tests.Metadata;
using Substrate.Client.Values;

namespace Substrate.Client.Tests.Chain;

/// <summary>The client against what a real runtime answered.</summary>
public class TranscriptTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(218)]
    [InlineData(300)]
    public async Task Recorded_answers_are_understood(int specVersion)
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        Transcript.Load(specVersion).PlayOn(scene.Node);
        JsonRpcClient rpc = scene.Client.Rpc;

        (await rpc.CallAsync(new JsonRpcRequest("state_getRuntimeVersion"), Token)).NumberMember("specVersion")
            .ShouldBe((ulong)specVersion);
        (await rpc.CallAsync(new JsonRpcRequest("chain_getBlockHash", 0), Token)).AsHash().ToString()
            .ShouldBe($"0x{string.Concat(Enumerable.Repeat("45", 32))}");
        (await rpc.CallAsync(new JsonRpcRequest("chain_getBlockHash", 999_999), Token)).IsNull.ShouldBeTrue();
        (await rpc.CallAsync(new JsonRpcRequest("chain_getHeader"), Token)).NumberMember("number").ShouldBe(1ul);
        (await rpc.CallAsync(new JsonRpcRequest("system_accountNextIndex", "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"), Token)).AsNumber().ShouldBe(0ul);
        JsonRpcException unknown = await Should.ThrowAsync<JsonRpcException>(
            () => rpc.CallAsync(new JsonRpcRequest("no_such_method"), Token));
        (unknown.Failure, unknown.Code).ShouldBe((JsonRpcFailure.Refused, -32601));
    }

    [Fact]
    public async Task Commitments_that_a_real_runtime_stored_are_listed_as_the_reference_lists_them()
    {
        byte[] metadata = RealMetadata.Blob(RealMetadata.Raonet15);
        JsonElement vectors = Repository.Json("vectors", "storage_keys.json").RootElement.GetProperty("chains")[0];
        await using NodeScene scene = await NodeScene.StartAsync();
        Transcript transcript = Transcript.Load(218);
        transcript.PlayOn(scene.Node);

        // What was not recorded at this block: the version (it was without a block), the note of the last upgrade, the metadata.
        scene.Node.Intervene("state_getRuntimeVersion", (_, _, _) => transcript.Answer("state_getRuntimeVersion", "[]"));
        JsonElement upgrade = vectors.GetProperty("entries").EnumerateArray().Single(entry => entry.Text("item") == "LastRuntimeUpgrade");
        scene.Node.Answer("state_getStorage", $"\"{upgrade.Text("value")}\"");
        scene.Node.Intervene("state_call", (_, call, _) => call.Text(0) == "Metadata_metadata_at_version"
            ? Task.FromResult<JsonNode?>($"0x01{Convert.ToHexString(Compact(metadata.Length))}{Convert.ToHexString(metadata)}")
            : transcript.Answer(call.Method, call.Arguments));

        BlockState state = await scene.Client.AtAsync(Hash256.Parse(vectors.Text("block")), Token);
        List<StorageMapEntry> entries = [];
        await foreach (StorageMapEntry entry in state.ReadMapAsync("Commitments", "CommitmentOf", [Value.Of(11)], Token))
        {
            entries.Add(entry);
        }

        state.Runtime.SpecVersion.ShouldBe(218u);
        entries.Select(entry => $"0x{Convert.ToHexStringLower(entry.StorageKey.Span)}")
            .ShouldBe(vectors.GetProperty("keysOfNetuid11").EnumerateArray().Select(key => key.Text("key")!));
        entries.Count(entry => entry.Error is null).ShouldBeGreaterThan(20);
    }

    private static byte[] Compact(int length)
    {
        System.Buffers.ArrayBufferWriter<byte> output = new();
        new ScaleWriter(output).WriteLength(length);
        return output.WrittenSpan.ToArray();
    }
}
