using System.Text.Json;
using Substrate.Client.JsonRpc;

namespace Substrate.Client.Tests.JsonRpc;

public class JsonRpcClientTests
{
    [Fact]
    public async Task Calls_in_flight_are_answered_in_any_order()
    {
        await using JsonRpcScene scene = new();
        Task<JsonRpcResult> first = scene.Call("system_chain");
        ScriptedChannel node = await scene.Transport.NextAsync();
        Task<JsonRpcResult> second = scene.Call("system_name");
        long firstId = await node.NextAsync("system_chain");
        long secondId = await node.NextAsync("system_name");

        node.Answer(secondId, "\"two\"");
        (await second).AsText().ShouldBe("two");
        first.IsCompleted.ShouldBeFalse();
        node.Answer(firstId, "\"one\"");
        (await first).AsText().ShouldBe("one");
        scene.Client.Endpoint.ShouldBe(new Uri("ws://one"));
    }

    [Fact]
    public async Task Arguments_of_every_kind_are_written()
    {
        await using JsonRpcScene scene = new();
        byte[] key = [0xab, 0xcd];
        Task<JsonRpcResult> call = scene.Client.CallAsync(
            new JsonRpcRequest("state_x", "text", 7, key, Hash256.Parse($"0x{new string('1', 64)}"), new byte[][] { key, [] }, (Hash256?)null, JsonRpcArgument.Null),
            TestContext.Current.CancellationToken);
        ScriptedChannel node = await scene.Transport.NextAsync();
        JsonElement sent = await node.NextAsync();

        sent.GetProperty("jsonrpc").GetString().ShouldBe("2.0");
        sent.GetProperty("params").GetRawText().ShouldBe($"""["text",7,"0xabcd","0x{new string('1', 64)}",["0xabcd","0x"],null,null]""");
        node.Answer(sent.GetProperty("id").GetInt64(), "null");
        (await call).IsNull.ShouldBeTrue();
    }

    [Fact]
    public async Task An_error_is_told_with_code_text_and_data()
    {
        await using JsonRpcScene scene = new();
        Task<JsonRpcResult> call = scene.Call("author_submitExtrinsic");
        ScriptedChannel node = await scene.Transport.NextAsync();
        long id = await node.NextAsync("author_submitExtrinsic");
        node.Say($$$"""{"jsonrpc":"2.0","id":{{{id}}},"error":{"code":1010,"message":"Invalid Transaction","data":"Transaction is outdated"},"result":null}""");

        JsonRpcException error = await Should.ThrowAsync<JsonRpcException>(call);

        (error.Failure, error.Code, error.Text, error.ErrorData)
            .ShouldBe((JsonRpcFailure.Refused, 1010, "Invalid Transaction", "Transaction is outdated"));
        error.Message.ShouldBe("author_submitExtrinsic was refused with code 1010: Invalid Transaction (Transaction is outdated)");
    }

    [Fact]
    public async Task What_a_node_says_cannot_steer_a_terminal()
    {
        await using JsonRpcScene scene = new();
        Task<JsonRpcResult> call = scene.Call("system_chain");
        ScriptedChannel node = await scene.Transport.NextAsync();
        long id = await node.NextAsync("system_chain");
        node.Say($$$"""{"id":{{{id}}},"error":{"code":1,"message":"\u001b[2Jfine\r\n","data":"{{{new string('x', 5000)}}}"}}""");

        JsonRpcException error = await Should.ThrowAsync<JsonRpcException>(call);

        error.Text.ShouldBe(" [2Jfine  ");
        error.ErrorData.ShouldBe($"{new string('x', 1000)}…");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("nonsense")]
    [InlineData("7")]
    [InlineData("[1,2,[3]]")]
    [InlineData("{\"id\":{\"a\":1},\"result\":1}")]
    [InlineData("{\"id\":\"1\",\"result\":1}")]
    [InlineData("{\"id\":999,\"result\":1}")]
    [InlineData("{\"id\":null,\"error\":{\"code\":-32600,\"message\":\"Invalid JSON Request\"}}")]
    [InlineData("{\"params\":{\"subscription\":\"unknown\",\"result\":1}}")]
    [InlineData("{\"params\":[1],\"method\":\"x\"}")]
    [InlineData("{\"id\":1}")]
    [InlineData("\u0001\u0002")]
    public async Task Garbage_and_answers_to_nobody_change_nothing(string garbage)
    {
        await using JsonRpcScene scene = new();
        Task<JsonRpcResult> call = scene.Call("system_chain");
        ScriptedChannel node = await scene.Transport.NextAsync();
        long id = await node.NextAsync("system_chain");

        node.Say(garbage);
        node.Answer(id, "\"right\"");
        node.Answer(id, "\"again\"");

        (await call).AsText().ShouldBe("right");
        Task<JsonRpcResult> next = scene.Call("system_name");
        await node.AnswerAsync("system_name", "\"still here\"");
        (await next).AsText().ShouldBe("still here");
    }

    [Fact]
    public async Task A_batch_is_one_message_and_its_answers_come_in_any_order_with_errors_of_their_own()
    {
        await using JsonRpcScene scene = new();
        Task<JsonRpcAnswer[]> batch = scene.Client.CallAllAsync(
            [new("system_chain"), new("state_call"), new("system_name")], TestContext.Current.CancellationToken);
        ScriptedChannel node = await scene.Transport.NextAsync();
        JsonElement sent = await node.NextAsync();
        long[] ids = [.. sent.EnumerateArray().Select(call => call.GetProperty("id").GetInt64())];
        ids.Length.ShouldBe(3);

        node.Say($$$"""[{"id":{{{ids[2]}}},"result":"name"},{"id":{{{ids[1]}}},"error":{"code":4003,"message":"no"}},{"id":{{{ids[0]}}},"result":"chain"}]""");

        JsonRpcAnswer[] answers = await batch;
        answers[0].Result.AsText().ShouldBe("chain");
        answers[1].Error!.Code.ShouldBe(4003);
        Should.Throw<JsonRpcException>(() => answers[1].Result).Code.ShouldBe(4003);
        answers[2].Result.AsText().ShouldBe("name");
    }

    [Fact]
    public async Task A_node_that_takes_no_batches_gets_the_calls_one_by_one()
    {
        await using JsonRpcScene scene = new();
        Task<JsonRpcAnswer[]> batch = scene.Client.CallAllAsync(
            [new("system_chain"), new("system_name")], TestContext.Current.CancellationToken);
        ScriptedChannel node = await scene.Transport.NextAsync();
        (await node.NextAsync()).ValueKind.ShouldBe(JsonValueKind.Array);

        node.Say("""{"jsonrpc":"2.0","id":null,"error":{"code":-32005,"message":"Batched requests are not supported by this server"}}""");
        await node.AnswerAsync("system_chain", "\"chain\"");
        await node.AnswerAsync("system_name", "\"name\"");

        (await batch).Select(answer => answer.Result.AsText()).ShouldBe(["chain", "name"]);

        Task<JsonRpcAnswer[]> next = scene.Client.CallAllAsync(
            [new("system_chain"), new("system_name")], TestContext.Current.CancellationToken);
        await node.AnswerAsync("system_chain", "\"chain\"");
        await node.AnswerAsync("system_name", "\"name\"");
        (await next).Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_call_with_an_effect_is_not_taken_into_a_batch()
    {
        await using JsonRpcScene scene = new();

        await Should.ThrowAsync<ArgumentException>(
            () => scene.Client.CallAllAsync([new("system_chain"), new("author_submitExtrinsic")], TestContext.Current.CancellationToken));
        (await scene.Client.CallAllAsync([], TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_that_the_caller_gives_up_leaves_the_connection_as_it_was()
    {
        await using JsonRpcScene scene = new();
        using CancellationTokenSource impatience = new();
        Task<JsonRpcResult> call = scene.Client.CallAsync(new JsonRpcRequest("system_chain"), impatience.Token);
        ScriptedChannel node = await scene.Transport.NextAsync();
        long id = await node.NextAsync("system_chain");

        await impatience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(call);
        node.Answer(id, "\"late\"");

        Task<JsonRpcResult> next = scene.Call("system_name");
        await node.AnswerAsync("system_name", "\"fine\"");
        (await next).AsText().ShouldBe("fine");
    }

    [Theory]
    [InlineData("state_getStorage", JsonRpcFailure.TimedOut)]
    [InlineData("author_submitExtrinsic", JsonRpcFailure.OutcomeUnknown)]
    [InlineData("something_unheardOf", JsonRpcFailure.OutcomeUnknown)]
    public async Task An_answer_that_does_not_come_in_time_is_not_waited_for(string method, JsonRpcFailure failure)
    {
        await using JsonRpcScene scene = new();
        Task<JsonRpcResult> call = scene.Call(method);
        ScriptedChannel node = await scene.Transport.NextAsync();
        long id = await node.NextAsync(method);

        scene.Time.Advance(TimeSpan.FromSeconds(29));
        call.IsCompleted.ShouldBeFalse();
        scene.Time.Advance(TimeSpan.FromSeconds(1));

        JsonRpcException error = await Should.ThrowAsync<JsonRpcException>(call);
        error.Failure.ShouldBe(failure);
        error.Message.ShouldContain("no answer came within 30 s");
        node.Answer(id, "null");
        Task<JsonRpcResult> next = scene.Call("system_name");
        await node.AnswerAsync("system_name", "\"fine\"");
        (await next).AsText().ShouldBe("fine");
    }

    [Fact]
    public async Task Closing_the_client_fails_what_is_in_flight_and_refuses_what_comes_later()
    {
        JsonRpcScene scene = new();
        Task<JsonRpcResult> call = scene.Call("system_chain");
        ScriptedChannel node = await scene.Transport.NextAsync();
        _ = await node.NextAsync();

        await scene.DisposeAsync();

        (await Should.ThrowAsync<JsonRpcException>(call)).Message.ShouldBe("system_chain was not answered: it was closed");
        node.IsDisposed.ShouldBeTrue();
        await Should.ThrowAsync<ObjectDisposedException>(scene.Call("system_chain"));
        scene.Changes.ShouldNotContain(change => change.Kind == ConnectionChangeKind.Lost);
    }

    [Fact]
    public void Addresses_that_are_no_WebSockets_are_refused_at_once()
    {
        Should.Throw<ArgumentException>(() => new JsonRpcClient(new JsonRpcOptions { Endpoints = [] }));
        Should.Throw<ArgumentException>(
            () => new JsonRpcClient(new JsonRpcOptions { Endpoints = [new Uri("https://example.org")] })).Message
            .ShouldContain("https://example.org/ is not a WebSocket address");
    }
}
