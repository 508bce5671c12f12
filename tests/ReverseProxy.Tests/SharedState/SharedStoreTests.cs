using System.Diagnostics;
using System.Text.Json.Nodes;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.SharedState;

/// <summary>Two replicas and a real store, present, away, frozen, and back.</summary>
public class SharedStoreTests
{
    private static readonly byte[] Body = "{}"u8.ToArray();

    private readonly SettableClock _clock = new();

    [Fact]
    public async Task A_request_used_at_one_replica_is_used_at_the_other()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy one = await StartAsync(redis, backend);
        await using RunningProxy other = await StartAsync(redis, backend);
        await JoinedAsync(one, other);
        List<(string, string)> headers = Sender.Validator.Headers(_clock, Body);

        (await SendAsync(one, headers)).Status.ShouldBe(200);

        (await SendAsync(other, headers)).Detail.ShouldBe("Request already used");
        backend.Seen.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_senders_budget_is_one_for_all_replicas()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await using StubBackend backend = StubBackend.StartOk();
        JsonObject limits = new() { ["known_sender_requests_per_minute"] = 6 };
        await using RunningProxy one = await StartAsync(redis, backend, limits);
        await using RunningProxy other = await StartAsync(redis, backend, limits.DeepClone().AsObject());
        await JoinedAsync(one, other);
        List<int> statuses = [];
        for (int i = 0; i < 5; i++)
        {
            statuses.Add((await Sender.Validator.PostAsync(one)).Status);
            statuses.Add((await Sender.Validator.PostAsync(other)).Status);
        }

        statuses.Count(status => status == 200).ShouldBe(6);
        statuses.Count(status => status == 429).ShouldBe(4);
    }

    [Fact]
    public async Task An_addresss_budget_is_one_for_all_replicas_within_a_second_or_two()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await using StubBackend backend = StubBackend.StartOk();
        JsonObject limits = new() { ["requests_per_minute"] = 10 };
        await using RunningProxy one = await StartAsync(redis, backend, limits);
        await using RunningProxy other = await StartAsync(redis, backend, limits.DeepClone().AsObject());
        await JoinedAsync(one, other);
        for (int i = 0; i < 8; i++)
        {
            (await SendAsync(one, [])).Status.ShouldBe(401);
            (await SendAsync(other, [])).Status.ShouldBe(401);
        }

        // Sixteen in all: whichever replica is asked from now on knows, once both have been told.
        await UntilAsync(async () => (await SendAsync(one, [])).Status == 429 && (await SendAsync(other, [])).Status == 429);
        (await Sender.Validator.PostAsync(one)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Killed_in_the_middle_of_load_no_valid_request_is_refused_and_no_replay_accepted()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy one = await StartAsync(redis, backend);
        await using RunningProxy other = await StartAsync(redis, backend);
        await JoinedAsync(one, other);
        using CancellationTokenSource done = new();
        Task<(int Sent, int Refused, int Replayed)>[] lanes = [.. Enumerable.Range(0, 4).Select(lane => LoadAsync(lane % 2 == 0 ? one : other, done.Token))];
        await Task.Delay(500, RawClient.Token);

        List<(string, string)> before = Sender.Validator.Headers(_clock, Body);
        (await SendAsync(one, before)).Status.ShouldBe(200);
        await redis.KillAsync();
        await one.LoggedAsync("Shared store is away or slow");
        List<(string, string)> whileAway = Sender.Validator.Headers(_clock, Body);
        (await SendAsync(one, whileAway)).Status.ShouldBe(200);
        await Task.Delay(500, RawClient.Token);
        await redis.RunAsync();
        await RejoinedAsync(one);
        await RejoinedAsync(other);
        await done.CancelAsync();

        (int Sent, int Refused, int Replayed)[] results = await Task.WhenAll(lanes);
        results.Sum(result => result.Sent).ShouldBeGreaterThan(100);
        results.Sum(result => result.Refused).ShouldBe(0);
        results.Sum(result => result.Replayed).ShouldBe(0);
        (await SendAsync(other, whileAway)).Detail.ShouldBe("Request already used", "the store was told of what was accepted without it");
        (await SendAsync(other, before)).Detail.ShouldBe("Request already used", "and of what it knew before it came back empty");
    }

    [Fact]
    public async Task A_frozen_store_costs_one_request_its_patience_and_no_other_anything()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await StartAsync(redis, backend);
        await JoinedAsync(proxy);
        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);

        redis.Freeze();
        Stopwatch watch = Stopwatch.StartNew();
        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);
        TimeSpan first = watch.Elapsed;
        watch.Restart();
        for (int i = 0; i < 20; i++)
        {
            (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);
        }

        TimeSpan others = watch.Elapsed;
        redis.Thaw();

        first.ShouldBeInRange(TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(1_000));
        others.ShouldBeLessThan(TimeSpan.FromMilliseconds(900));
        await RejoinedAsync(proxy);
    }

    [Fact]
    public async Task A_store_that_is_not_there_yet_keeps_nobody_from_serving_and_is_joined_when_it_comes()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await redis.KillAsync();
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await StartAsync(redis, backend);

        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);
        (await proxy.LoggedAsync("Shared store cannot be joined")).ShouldEndWith("a captured request could be used once per replica");

        await redis.RunAsync();
        await proxy.LoggedAsync("Shared store joined; it was told of 1 requests accepted lately");
        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_store_that_is_always_slow_is_not_joined_and_makes_nobody_wait()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await using Relay relay = new() { Delay = TimeSpan.FromMilliseconds(120) };
        relay.To(redis.Port);
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(
            backend.Url, configuration => configuration["shared_state"] = new JsonObject { ["redis"] = $"127.0.0.1:{relay.Port}" }, clock: _clock);
        await proxy.LoggedAsync("Shared store cannot be joined");

        List<(string, string)> headers = Sender.Validator.Headers(_clock, Body);
        (await SendAsync(proxy, headers)).Status.ShouldBe(200);
        (await SendAsync(proxy, headers)).Detail.ShouldBe("Request already used");
        await Task.Delay(2_500, RawClient.Token);
        proxy.Log.Texts.ShouldNotContain(line => line.StartsWith("Shared store joined", StringComparison.Ordinal));

        relay.Delay = TimeSpan.Zero;
        await proxy.LoggedAsync("Shared store joined");
    }

    private async Task<(int Sent, int Refused, int Replayed)> LoadAsync(RunningProxy proxy, CancellationToken done)
    {
        int sent = 0;
        int refused = 0;
        int replayed = 0;
        while (!done.IsCancellationRequested)
        {
            List<(string, string)> headers = Sender.Validator.Headers(_clock, Body);
            refused += (await SendAsync(proxy, headers)).Status == 200 ? 0 : 1;
            replayed += (await SendAsync(proxy, headers)).Status == 401 ? 0 : 1;
            sent++;
        }

        return (sent, refused, replayed);
    }

    private Task<RunningProxy> StartAsync(RedisProcess redis, StubBackend backend, JsonObject? limits = null) => RunningProxy.StartAsync(
        backend.Url,
        configuration =>
        {
            configuration["shared_state"] = new JsonObject { ["redis"] = redis.Address };
            if (limits is not null)
            {
                configuration["limits"] = limits;
            }
        },
        clock: _clock);

    private static Task<RawResponse> SendAsync(RunningProxy proxy, IEnumerable<(string, string)> headers) =>
        RawClient.SendAsync(proxy.Port, "POST", "/inference", headers, Body);

    private static async Task JoinedAsync(params RunningProxy[] proxies)
    {
        foreach (RunningProxy proxy in proxies)
        {
            await proxy.LoggedAsync("Shared store joined");
        }
    }

    private static Task RejoinedAsync(RunningProxy proxy) =>
        UntilAsync(() => Task.FromResult(proxy.Log.Texts.Count(line => line.StartsWith("Shared store joined", StringComparison.Ordinal)) > 1));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (int i = 0; i < 100; i++)
        {
            if (await condition())
            {
                return;
            }

            await Task.Delay(200, RawClient.Token);
        }

        throw new TimeoutException("it did not come true");
    }
}
