using System.Text.Json.Nodes;
using FakeNode.Runtimes;
using Substrate.Client.Chain;
using Substrate.Client.JsonRpc;
using Substrate.Client.Metadata;

namespace Substrate.Client.Tests.Chain;

public class RuntimeCacheTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_who_begin_at_the_same_time_fetch_the_metadata_once()
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        int fetched = 0;
        scene.Node.Intervene("state_call", (_, call, proceed) =>
        {
            if (call.Text(0) == "Metadata_metadata_at_version")
            {
                Interlocked.Increment(ref fetched);
            }

            return proceed();
        });

        BlockState[] states = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => scene.Client.AtFinalizedAsync(Token)));

        states.Select(state => state.Runtime).Distinct().Count().ShouldBe(1);
        fetched.ShouldBe(1);
    }

    [Theory]
    [InlineData("\"0x01146d65746111\"", "metadata version 17 is not known; 14 to 16 are")]
    [InlineData("\"0x0114000000000000\"", "the answer of Metadata_metadata_at_version is malformed")]
    [InlineData("\"0x01186d6574610f00\"", "the metadata (version 15) is malformed")]
    public async Task Metadata_that_cannot_be_read_is_an_error_and_is_asked_for_again_next_time(string answer, string expected)
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        scene.Node.Intervene("state_call", (_, call, proceed) =>
            call.Text(0) == "Metadata_metadata_at_version" ? Task.FromResult(JsonNode.Parse(answer)) : proceed());
        (await Should.ThrowAsync<MetadataException>(() => scene.Client.AtFinalizedAsync(Token))).Message.ShouldContain(expected);

        scene.Node.Intervene("state_call", null);
        (await scene.Client.AtFinalizedAsync(Token)).Runtime.SpecVersion.ShouldBe(393u);
    }

    [Fact]
    public async Task A_node_that_fails_while_the_metadata_is_fetched_is_an_error_and_asked_again_next_time()
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        scene.Node.Intervene("state_call", (_, _, _) => throw new FakeNode.Server.RpcException(-32603, "busy"));
        scene.Node.Intervene("state_getMetadata", (_, _, _) => throw new FakeNode.Server.RpcException(-32603, "busy"));
        (await Should.ThrowAsync<JsonRpcException>(() => scene.Client.AtFinalizedAsync(Token))).Code.ShouldBe(-32603);

        scene.Node.Intervene("state_call", null);
        (await scene.Client.AtFinalizedAsync(Token)).Runtime.SpecVersion.ShouldBe(393u);
    }

    [Fact]
    public async Task More_runtimes_than_are_kept_are_fetched_again()
    {
        await using NodeScene scene = await NodeScene.StartAsync(SubtensorRuntime.Create(300));
        List<Hash256> blocks = [scene.Node.Chain.Best.Hash];
        for (uint specVersion = 301; specVersion <= 306; specVersion++)
        {
            scene.Node.Chain.Upgrade(SubtensorRuntime.Create(specVersion));
            scene.Node.Chain.Seal(count: 2);
            blocks.Add(scene.Node.Chain.Best.Hash);
        }

        foreach (Hash256 block in blocks.Concat(blocks))
        {
            uint expected = 300 + (uint)blocks.IndexOf(block);
            (await scene.Client.AtAsync(block, Token)).Runtime.SpecVersion.ShouldBe(expected);
        }
    }

    [Fact]
    public async Task The_genesis_hash_is_asked_for_once()
    {
        await using NodeScene scene = await NodeScene.StartAsync();

        (await scene.Client.GetGenesisAsync(Token)).ShouldBe(scene.Node.Chain.Genesis.Hash);
        (await scene.Client.GetGenesisAsync(Token)).ShouldBe(scene.Node.Chain.Genesis.Hash);

        scene.Node.Calls.ShouldBe(["chain_getBlockHash"]);
    }
}
