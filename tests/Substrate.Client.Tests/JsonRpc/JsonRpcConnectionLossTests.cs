using System.Text.Json;
using Substrate.Client.JsonRpc;

namespace Substrate.Client.Tests.JsonRpc;

public class JsonRpcConnectionLossTests
{
    [Fact]
    public async Task A_call_that_only_reads_is_repeated_on_the_next_endpoint()
    {
        await using JsonRpcScene scene = new();
        Task<JsonRpcResult> call = scene.Call("state_getStorage");
        ScriptedChannel first = await scene.Transport.NextAsync();
        _ = await first.NextAsync("state_getStorage");

        first.Break("it tore");
        Task<ScriptedChannel> reconnected = scene.Transport.NextAsync();
        await scene.PassTimeUntil(reconnected);
        ScriptedChannel second = await reconnected;
        second.Endpoint.Host.ShouldBe("two");
        await second.AnswerAsync("state_getStorage", "\"0x01\"");

        (await call).AsBytes().ShouldBe([1]);
        scene.Changes.Select(change => (change.Endpoint.Host, change.Kind, change.Reason)).ShouldBe(
        [
            ("one", ConnectionChangeKind.Connected, null),
            ("one", ConnectionChangeKind.Lost, "it tore"),
            ("two", ConnectionChangeKind.Connected, null),
        ]);
        first.IsDisposed.ShouldBeTrue();
    }

    [Theory]
    [InlineData("author_submitExtrinsic")]
    [InlineData("author_submitAndWatchExtrinsic")]
    [InlineData("system_addReservedPeer")]
    public async Task A_call_with_an_effect_that_was_sent_is_never_sent_again(string method)
    {
        await using JsonRpcScene scene = new();
        Task<JsonRpcResult> call = scene.Call(method);
        ScriptedChannel first = await scene.Transport.NextAsync();
        _ = await first.NextAsync(method);

        first.Close();

        JsonRpcException error = await Should.ThrowAsync<JsonRpcException>(call);
        error.Failure.ShouldBe(JsonRpcFailure.OutcomeUnknown);
        error.Message.ShouldBe($"{method} was sent, and the node closed the connection: it may have happened or not");
        scene.Transport.Tried.ShouldBe(["one"]);
    }

    [Fact]
    public async Task A_call_with_an_effect_that_was_not_sent_yet_is_sent_on_the_next_connection()
    {
        await using JsonRpcScene scene = new();
        Task<JsonRpcResult> blocking = scene.Call("state_getMetadata");
        ScriptedChannel first = await scene.Transport.NextAsync();
        await first.AnswerAsync("state_getMetadata", "null");
        await blocking;
        first.SendingStalls = new TaskCompletionSource();
        Task<JsonRpcResult> stalled = scene.Call("state_getMetadata");
        _ = await first.NextAsync("state_getMetadata");
        Task<JsonRpcResult> submission = scene.Call("author_submitExtrinsic");

        first.Break("it tore");
        Task<ScriptedChannel> reconnected = scene.Transport.NextAsync();
        await scene.PassTimeUntil(reconnected);
        ScriptedChannel second = await reconnected;
        for (int calls = 0; calls < 2; calls++)
        {
            Task<JsonElement> next = second.NextAsync();
            await scene.PassTimeUntil(next);
            second.Answer((await next).GetProperty("id").GetInt64(), "\"0x02\"");
        }

        first.HasSentMore.ShouldBeFalse();
        (await stalled).AsBytes().ShouldBe([2]);
        (await submission).AsBytes().ShouldBe([2]);
    }

    [Fact]
    public async Task A_read_is_not_repeated_for_ever()
    {
        await using JsonRpcScene scene = new();
        Task<JsonRpcResult> call = scene.Call("state_getStorage");
        for (int attempt = 0; attempt < 3; attempt++)
        {
            Task<ScriptedChannel> connected = scene.Transport.NextAsync();
            await scene.PassTimeUntil(connected);
            ScriptedChannel node = await connected;
            _ = await node.NextAsync("state_getStorage");
            node.Close();
        }

        JsonRpcException error = await Should.ThrowAsync<JsonRpcException>(call);
        error.Failure.ShouldBe(JsonRpcFailure.ConnectionLost);
        error.Message.ShouldBe("state_getStorage was not answered: the node closed the connection");
    }

    [Fact]
    public async Task An_endpoint_that_refuses_is_passed_over()
    {
        await using JsonRpcScene scene = new(change: null, "one", "two", "three");
        scene.Transport.Refusing["one"] = "429";
        scene.Transport.Silent.Add("two");
        Task<JsonRpcResult> call = scene.Call("system_chain");
        Task<ScriptedChannel> connected = scene.Transport.NextAsync();
        await scene.PassTimeUntil(connected);
        await (await connected).AnswerAsync("system_chain", "\"x\"");

        (await call).AsText().ShouldBe("x");
        scene.Transport.Tried.ShouldBe(["one", "two", "three"]);
        scene.Changes.Select(change => change.Kind).ShouldBe([ConnectionChangeKind.Failed, ConnectionChangeKind.Failed, ConnectionChangeKind.Connected]);
    }

    [Fact]
    public async Task When_nobody_can_be_reached_the_reason_of_each_endpoint_is_told()
    {
        await using JsonRpcScene scene = new();
        scene.Transport.Refusing["one"] = "the server answered 429";
        scene.Transport.Silent.Add("two");
        Task<JsonRpcResult> call = scene.Call("author_submitExtrinsic");
        await scene.PassTimeUntil(call, stepSeconds: 0.5);

        JsonRpcException error = await Should.ThrowAsync<JsonRpcException>(call);
        error.Failure.ShouldBe(JsonRpcFailure.NotConnected);
        error.Message.ShouldBe("no node could be reached: ws://one: the server answered 429; ws://two: no connection came about within 10 s");
        scene.Transport.Tried.ShouldBe(["one", "two", "one", "two", "one", "two"]);
    }

    [Fact]
    public async Task Keys_in_an_address_are_not_shown()
    {
        await using JsonRpcScene scene = new(options => options with { Endpoints = [new Uri("wss://user:secret@one:444/v1/secret?key=secret")], Attempts = 1 });
        scene.Transport.Refusing["one"] = "no";

        JsonRpcException error = await Should.ThrowAsync<JsonRpcException>(scene.Call("system_chain"));

        error.Message.ShouldBe("no node could be reached: wss://one:444: no");
    }

    [Fact]
    public async Task Calls_at_the_same_time_make_one_connection()
    {
        await using JsonRpcScene scene = new();
        Task<JsonRpcResult>[] calls = [.. Enumerable.Range(0, 20).Select(_ => scene.Call("system_chain"))];
        ScriptedChannel node = await scene.Transport.NextAsync();
        for (int i = 0; i < calls.Length; i++)
        {
            await node.AnswerAsync("system_chain", $"\"{i}\"");
        }

        await Task.WhenAll(calls);
        scene.Transport.Tried.ShouldBe(["one"]);
    }

    [Fact]
    public async Task A_connection_without_new_blocks_is_replaced_although_it_is_open()
    {
        await using JsonRpcScene scene = new(
            options => options with { HeadTimeout = TimeSpan.FromSeconds(60), CallTimeout = TimeSpan.FromMinutes(10) });
        Task<JsonRpcResult> call = scene.Call("state_getStorage");
        ScriptedChannel first = await scene.Transport.NextAsync();
        long heads = 0;
        for (int sent = 0; sent < 2; sent++)
        {
            JsonElement request = await first.NextAsync();
            heads = request.GetProperty("method").GetString() == "chain_subscribeNewHeads" ? request.GetProperty("id").GetInt64() : heads;
        }

        first.Answer(heads, "\"h\"");
        first.Notify("\"h\"", "{}");
        Task<ScriptedChannel> reconnected = scene.Transport.NextAsync();
        await scene.PassTimeUntil(reconnected, stepSeconds: 1);
        ScriptedChannel second = await reconnected;

        scene.Changes[1].ShouldBe(new ConnectionChange(first.Endpoint, ConnectionChangeKind.Lost, "no new block came for 60 s"));
        string[] methods = [(await second.NextAsync()).GetProperty("method").GetString()!, (await second.NextAsync()).GetProperty("method").GetString()!];
        methods.ShouldBe(["chain_subscribeNewHeads", "state_getStorage"], ignoreOrder: true);
        second.Answer(1, "\"0x05\"");
        second.Answer(2, "\"0x05\"");
        (await call).AsBytes().ShouldBe([5]);
    }

    [Fact]
    public async Task A_node_that_announces_no_blocks_is_not_held_against()
    {
        await using JsonRpcScene scene = new(options => options with { HeadTimeout = TimeSpan.FromSeconds(60) });
        Task<JsonRpcResult> call = scene.Call("state_getStorage");
        ScriptedChannel node = await scene.Transport.NextAsync();
        Dictionary<string, long> ids = [];
        for (int sent = 0; sent < 2; sent++)
        {
            JsonElement request = await node.NextAsync();
            ids[request.GetProperty("method").GetString()!] = request.GetProperty("id").GetInt64();
        }

        node.Say($$$"""{"id":{{{ids["chain_subscribeNewHeads"]}}},"error":{"code":-32601,"message":"Method not found"}}""");
        node.Answer(ids["state_getStorage"], "null");
        await call;
        scene.Time.Advance(TimeSpan.FromHours(1));
        Task<JsonRpcResult> next = scene.Call("system_chain");
        await node.AnswerAsync("system_chain", "\"x\"");
        (await next).AsText().ShouldBe("x");
        scene.Transport.Tried.ShouldBe(["one"]);
    }
}
