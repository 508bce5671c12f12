using Substrate.Client.JsonRpc;

namespace Substrate.Client.Tests.JsonRpc;

public class JsonRpcSubscriptionTests
{
    private static readonly JsonRpcRequest Heads = new("chain_subscribeNewHeads");

    [Theory]
    [InlineData("\"abc\"")]
    [InlineData("7")]
    public async Task Notifications_that_come_before_the_answer_are_delivered_in_order(string id)
    {
        await using JsonRpcScene scene = new();
        Task<JsonRpcSubscription> subscribing = scene.Client.SubscribeAsync(
            new JsonRpcRequest("author_submitAndWatchExtrinsic"), "author_unwatchExtrinsic", TestContext.Current.CancellationToken);
        ScriptedChannel node = await scene.Transport.NextAsync();
        long call = await node.NextAsync("author_submitAndWatchExtrinsic");

        node.Notify(id, "1");
        node.Notify("\"another\"", "9");
        node.Notify(id, "2");
        node.Answer(call, id);
        node.Notify(id, "3");

        JsonRpcSubscription subscription = await subscribing;
        (await Take(subscription, 3)).ShouldBe([1, 2, 3]);
        await subscription.DisposeAsync();
        (await node.NextAsync()).GetProperty("params").GetRawText().ShouldBe($"[{id}]");
    }

    [Fact]
    public async Task Two_subscriptions_at_the_same_time_do_not_mix()
    {
        await using JsonRpcScene scene = new();
        Task<JsonRpcSubscription> one = scene.Client.SubscribeAsync(
            new JsonRpcRequest("state_subscribeOne"), "x", TestContext.Current.CancellationToken);
        ScriptedChannel node = await scene.Transport.NextAsync();
        long oneId = await node.NextAsync("state_subscribeOne");
        Task<JsonRpcSubscription> two = scene.Client.SubscribeAsync(
            new JsonRpcRequest("state_subscribeTwo"), "x", TestContext.Current.CancellationToken);
        long twoId = await node.NextAsync("state_subscribeTwo");

        node.Notify("\"b\"", "2");
        node.Notify("\"a\"", "1");
        node.Answer(twoId, "\"b\"");
        node.Answer(oneId, "\"a\"");

        (await Take(await one, 1)).ShouldBe([1]);
        (await Take(await two, 1)).ShouldBe([2]);
    }

    [Fact]
    public async Task A_subscription_that_is_refused_is_an_error()
    {
        await using JsonRpcScene scene = new();
        Task<JsonRpcSubscription> subscribing = scene.Client.SubscribeAsync(Heads, "x", TestContext.Current.CancellationToken);
        ScriptedChannel node = await scene.Transport.NextAsync();
        node.Say(
            $$$"""{"id":{{{await node.NextAsync("chain_subscribeNewHeads")}}},"error":{"code":-32601,"message":"Method not found"}}""");

        (await Should.ThrowAsync<JsonRpcException>(subscribing)).Code.ShouldBe(-32601);
    }

    [Fact]
    public async Task A_watched_submission_ends_with_its_connection_and_is_not_begun_again()
    {
        await using JsonRpcScene scene = new();
        Task<JsonRpcSubscription> subscribing = scene.Client.SubscribeAsync(
            new JsonRpcRequest("author_submitAndWatchExtrinsic"), "author_unwatchExtrinsic", TestContext.Current.CancellationToken);
        ScriptedChannel node = await scene.Transport.NextAsync();
        await node.AnswerAsync("author_submitAndWatchExtrinsic", "\"w\"");
        JsonRpcSubscription subscription = await subscribing;
        node.Notify("\"w\"", "1");
        node.Break("it tore");

        List<int> seen = [];
        JsonRpcException error = await Should.ThrowAsync<JsonRpcException>(async () =>
        {
            await foreach (JsonRpcResult status in subscription.ReadAllAsync(TestContext.Current.CancellationToken))
            {
                seen.Add((int)status.AsNumber());
            }
        });

        seen.ShouldBe([1]);
        error.Failure.ShouldBe(JsonRpcFailure.ConnectionLost);
        error.Message.ShouldBe("the connection to ws://one ended: it tore");
        scene.Transport.Tried.ShouldBe(["one"]);
    }

    [Fact]
    public async Task What_can_be_begun_again_is_followed_through_losses()
    {
        await using JsonRpcScene scene = new();
        await using IAsyncEnumerator<JsonRpcResult> heads = scene.Client
            .FollowAsync(Heads, "chain_unsubscribeNewHeads", TestContext.Current.CancellationToken).GetAsyncEnumerator(
                TestContext.Current.CancellationToken);
        for (int connection = 0; connection < 4; connection++)
        {
            Task<bool> next = heads.MoveNextAsync().AsTask();
            Task<ScriptedChannel> connected = scene.Transport.NextAsync();
            await scene.PassTimeUntil(connected);
            ScriptedChannel node = await connected;
            node.Endpoint.Host.ShouldBe(connection % 2 == 0 ? "one" : "two");
            await node.AnswerAsync("chain_subscribeNewHeads", "\"h\"");
            node.Notify("\"h\"", $"{connection}");

            (await next).ShouldBeTrue();
            heads.Current.AsNumber().ShouldBe((ulong)connection);
            node.Close();
        }
    }

    [Fact]
    public async Task A_follower_waits_out_a_time_without_any_node()
    {
        await using JsonRpcScene scene = new(change: null, "one");
        scene.Transport.Refusing["one"] = "down for maintenance";
        await using IAsyncEnumerator<JsonRpcResult> heads = scene.Client
            .FollowAsync(Heads, "chain_unsubscribeNewHeads", TestContext.Current.CancellationToken).GetAsyncEnumerator(
                TestContext.Current.CancellationToken);
        Task<bool> next = heads.MoveNextAsync().AsTask();
        while (scene.Transport.Tried.Count < 10)
        {
            scene.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        scene.Transport.Refusing.Clear();
        Task<ScriptedChannel> connected = scene.Transport.NextAsync();
        await scene.PassTimeUntil(connected);
        ScriptedChannel node = await connected;
        await node.AnswerAsync("chain_subscribeNewHeads", "\"h\"");
        node.Notify("\"h\"", "1");
        (await next).ShouldBeTrue();
    }

    [Fact]
    public async Task A_slow_follower_gets_the_latest()
    {
        await using JsonRpcScene scene = new();
        await using IAsyncEnumerator<JsonRpcResult> heads = scene.Client
            .FollowAsync(Heads, "chain_unsubscribeNewHeads", TestContext.Current.CancellationToken).GetAsyncEnumerator(
                TestContext.Current.CancellationToken);
        Task<bool> next = heads.MoveNextAsync().AsTask();
        ScriptedChannel node = await scene.Transport.NextAsync();
        await node.AnswerAsync("chain_subscribeNewHeads", "\"h\"");
        node.Notify("\"h\"", "0");
        (await next).ShouldBeTrue();
        for (int head = 1; head <= 5000; head++)
        {
            node.Notify("\"h\"", $"{head}");
        }

        // The answer comes after the heads, so all of them have been looked at.
        Task<JsonRpcResult> call = scene.Call("system_chain");
        await node.AnswerAsync("system_chain", "null");
        await call;
        (await heads.MoveNextAsync()).ShouldBeTrue();
        heads.Current.AsNumber().ShouldBe(5000ul);
    }

    [Fact]
    public async Task A_watcher_that_reads_nothing_is_told_so_instead_of_filling_the_memory()
    {
        await using JsonRpcScene scene = new();
        Task<JsonRpcSubscription> subscribing = scene.Client.SubscribeAsync(
            new JsonRpcRequest("author_submitAndWatchExtrinsic"), "author_unwatchExtrinsic", TestContext.Current.CancellationToken);
        ScriptedChannel node = await scene.Transport.NextAsync();
        await node.AnswerAsync("author_submitAndWatchExtrinsic", "\"w\"");
        JsonRpcSubscription subscription = await subscribing;
        for (int i = 0; i < 3000; i++)
        {
            node.Notify("\"w\"", $"{i}");
        }

        Task<JsonRpcResult> call = scene.Call("system_chain");
        await node.AnswerAsync("system_chain", "null");
        await call;
        (await Should.ThrowAsync<JsonRpcException>(Take(subscription, 3000))).Message.ShouldContain("1024 notifications");
    }

    private static async Task<int[]> Take(JsonRpcSubscription subscription, int count)
    {
        List<int> taken = [];
        await foreach (JsonRpcResult result in subscription.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            taken.Add((int)result.AsNumber());
            if (taken.Count == count)
            {
                break;
            }
        }

        return [.. taken];
    }
}
