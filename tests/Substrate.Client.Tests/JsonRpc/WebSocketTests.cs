using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using FakeNode;
using Substrate.Client.Chain;
using Substrate.Client.JsonRpc;
using Substrate.Client.Tests.Chain;

namespace Substrate.Client.Tests.JsonRpc;

/// <summary>The same as with scripted channels, over real sockets.</summary>
public class WebSocketTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_of_15_MB_comes_whole()
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        byte[] large = new byte[15 * 1024 * 1024];
        new Random(1).NextBytes(large);
        scene.Node.Answer("state_getMetadata", $"\"0x{Convert.ToHexStringLower(large)}\"");

        byte[] received = (await scene.Client.Rpc.CallAsync(new JsonRpcRequest("state_getMetadata"), Token)).AsBytes();

        received.AsSpan().SequenceEqual(large).ShouldBeTrue();
    }

    [Fact]
    public async Task An_answer_larger_than_allowed_is_refused_and_the_connection_replaced()
    {
        await using NodeScene scene = await NodeScene.StartAsync(
            runtime: null, options => options with { MaximumMessageBytes = 100_000, Attempts = 1 });
        scene.Node.Answer("state_getMetadata", $"\"0x{new string('0', 200_000)}\"");

        JsonRpcException error = await Should.ThrowAsync<JsonRpcException>(
            () => scene.Client.Rpc.CallAsync(new JsonRpcRequest("state_getMetadata"), Token));

        error.Message.ShouldContain("the node sent a message of more than 100000 bytes");
        (await scene.Client.Rpc.CallAsync(new JsonRpcRequest("system_chain"), Token)).AsText().ShouldBe("Fake");
        scene.Node.Server.ConnectionCount.ShouldBe(2);
    }

    [Fact]
    public async Task A_hundred_calls_share_one_connection()
    {
        await using NodeScene scene = await NodeScene.StartAsync();

        JsonRpcResult[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i =>
            scene.Client.Rpc.CallAsync(new JsonRpcRequest("chain_getBlockHash", i % 6), Token)));

        for (int i = 0; i < answers.Length; i++)
        {
            answers[i].AsHash().ShouldBe(scene.Node.Chain.At((ulong)(i % 6))!.Hash);
        }

        scene.Node.Server.ConnectionCount.ShouldBe(1);
    }

    [Fact]
    public async Task A_broken_connection_is_replaced_without_the_caller_noticing()
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        scene.Node.BreakBefore("state_getRuntimeVersion");
        scene.Node.BreakAfter("chain_getFinalizedHead");

        BlockState state = await scene.Client.AtFinalizedAsync(Token);

        state.Hash.ShouldBe(scene.Node.Chain.Finalized.Hash);
        scene.Node.Server.ConnectionCount.ShouldBe(3);
    }

    [Fact]
    public async Task Another_endpoint_takes_over_when_one_goes_away()
    {
        await using FakeSubstrateNode second = await FakeSubstrateNode.StartAsync();
        FakeSubstrateNode first = await FakeSubstrateNode.StartAsync();
        await using SubstrateClient client = NodeScene.ClientOf(change: null, first.Endpoint, second.Endpoint);
        (await client.AtBestAsync(Token)).Number.ShouldBe(0ul);

        await first.DisposeAsync();
        _ = second.Chain.Seal();

        (await client.AtBestAsync(Token)).Number.ShouldBe(1ul);
        client.Rpc.Endpoint.ShouldBe(second.Endpoint);
    }

    [Fact]
    public async Task A_node_of_another_chain_is_not_taken_for_the_same()
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        _ = await scene.Client.AtFinalizedAsync(Token);
        scene.Node.Intervene("chain_getBlockHash", (_, call, proceed) => call.Argument(0) is not null && call.Number(0) == 0
            ? Task.FromResult<JsonNode?>($"0x{new string('9', 64)}")
            : proceed());

        SubstrateException error = await Should.ThrowAsync<SubstrateException>(() => scene.Client.AtFinalizedAsync(Token));

        error.Message.ShouldContain("is of another chain");
    }

    [Fact]
    public async Task A_connection_that_is_open_and_silent_is_replaced()
    {
        await using FakeSubstrateNode second = await FakeSubstrateNode.StartAsync();
        await using FakeSubstrateNode first = await FakeSubstrateNode.StartAsync();
        await using SubstrateClient client = NodeScene.ClientOf(
            options => options with { HeadTimeout = TimeSpan.FromSeconds(1) }, first.Endpoint, second.Endpoint);
        _ = await client.Rpc.CallAsync(new JsonRpcRequest("system_chain"), Token);
        first.Server.IsSilent = true;

        (await client.Rpc.CallAsync(new JsonRpcRequest("system_name"), Token)).AsText().ShouldBe("fake-node");

        client.Rpc.Endpoint.ShouldBe(second.Endpoint);
    }

    [Fact]
    public async Task Garbage_and_answers_given_twice_change_nothing()
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        scene.Node.Server.AnswersTwice = true;
        _ = await scene.Client.Rpc.CallAsync(new JsonRpcRequest("system_chain"), Token);
        await scene.Node.Server.SayAsync("what { is [ this");
        await scene.Node.Server.SayAsync("""{"jsonrpc":"2.0","id":12345,"result":"for nobody"}""");

        (await scene.Client.AtFinalizedAsync(Token)).Number.ShouldBe(5ul);
        scene.Node.Server.ConnectionCount.ShouldBe(1);
    }

    [Fact]
    public async Task A_node_without_batches_serves_as_well()
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        scene.Node.Server.RefusesBatches = true;

        (await scene.Client.AtFinalizedAsync(Token)).Number.ShouldBe(5ul);
    }

    [Fact]
    public async Task Heads_are_followed_through_broken_connections()
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        List<ulong> numbers = [];
        await foreach (BlockHeader head in scene.Client.FollowFinalizedAsync(Token))
        {
            numbers.Add(head.Number);
            if (head.Number == 8)
            {
                break;
            }

            scene.Node.Server.BreakConnections();
            _ = scene.Node.Chain.Seal();
        }

        numbers.ShouldBe([5ul, 6ul, 7ul, 8ul]);
        scene.Node.Server.ConnectionCount.ShouldBe(4);
    }

    [Fact]
    public async Task Why_a_node_cannot_be_reached_is_told()
    {
        await using NodeScene refusing = await NodeScene.StartAsync(runtime: null, options => options with { Attempts = 1 });
        refusing.Node.Server.RefusesConnections = 429;
        using TcpListener unused = new(IPAddress.Loopback, 0);
        unused.Start();
        int port = ((IPEndPoint)unused.LocalEndpoint).Port;
        unused.Stop();
        await using SubstrateClient nobody = NodeScene.ClientOf(
            options => options with { Attempts = 1 }, new Uri($"ws://127.0.0.1:{port}"));

        (await Should.ThrowAsync<JsonRpcException>(() => refusing.Client.AtBestAsync(Token))).Message.ShouldContain("429");
        (await Should.ThrowAsync<JsonRpcException>(() => nobody.AtBestAsync(Token))).Message.ShouldContain("refused");
    }
}
