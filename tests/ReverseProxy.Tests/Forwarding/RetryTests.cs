using System.Diagnostics;
using System.Text;
using ReverseProxy.Tests.Backends;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Forwarding;

/// <summary>What is tried again and what is not: every job counted at the backend.</summary>
public class RetryTests
{
    private const string Idempotent = """[{ "path": "/inference", "backend": "inference", "idempotent_by": "job_id" }]""";

    [Fact]
    public async Task A_backend_that_restarts_for_three_seconds_loses_no_job()
    {
        int port = FreePort.Next();
        await using RunningProxy proxy = await RunningProxy.StartAsync($"http://127.0.0.1:{port}");
        Task<RawResponse>[] jobs = [.. Enumerable.Range(0, 10).Select(number => PostAsync(proxy, $"job-{number}"))];
        await Task.Delay(3_000, RawClient.Token);
        await using FaultyBackend backend = FaultyBackend.Start(_ => FaultPhase.None, port: port);

        RawResponse[] answers = await Task.WhenAll(jobs);

        answers.ShouldAllBe(answer => answer.Status == 202);
        answers.ShouldAllBe(answer => answer.Header("X-Request-Id") != null);
        backend.Arrived.Count.ShouldBe(10);
        backend.Arrived.Values.ShouldAllBe(count => count == 1);
        await proxy.LoggedAsync("took it at try");
    }

    [Fact]
    public async Task A_server_that_refuses_is_passed_over_at_once()
    {
        int port = FreePort.Next();
        await using FaultyBackend backend = FaultyBackend.Start(_ => FaultPhase.None);
        await using RunningProxy proxy = await PoolTests.StartAsync($$"""
            { "inference": { "policy": "first", "connect_retry_budget": 0, "servers": ["http://127.0.0.1:{{port}}", "{{backend.Url}}"] } }
            """);
        Stopwatch watch = Stopwatch.StartNew();

        RawResponse answer = await PostAsync(proxy, "job");

        answer.Status.ShouldBe(202);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task When_the_budget_is_spent_the_caller_is_told()
    {
        int port = FreePort.Next();
        await using RunningProxy proxy = await PoolTests.StartAsync($$"""{ "inference": { "servers": ["http://127.0.0.1:{{port}}"], "connect_retry_budget": 0.5 } }""");
        Stopwatch watch = Stopwatch.StartNew();

        RawResponse answer = await PostAsync(proxy, "job");

        (answer.Status, answer.Detail).ShouldBe((502, "Error connecting to backend service"));
        watch.Elapsed.ShouldBeInRange(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(4));
    }

    public static TheoryData<string, bool> Breaks { get; } = new(
        from phase in new[] { FaultPhase.AfterHead, FaultPhase.InBody, FaultPhase.AfterBody, FaultPhase.InAnswerHead, FaultPhase.InAnswer }
        from close in new[] { false, true }
        select (phase.ToString(), close));

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task What_may_have_arrived_is_not_sent_again(string phase, bool close)
    {
        await using FaultyBackend faulty = FaultyBackend.Start(_ => Enum.Parse<FaultPhase>(phase), close);
        await using FaultyBackend other = FaultyBackend.Start(_ => FaultPhase.None);
        await using RunningProxy proxy = await PoolTests.StartAsync($$"""{ "inference": { "policy": "first", "servers": ["{{faulty.Url}}", "{{other.Url}}"] } }""");

        RawResponse answer = await PostAsync(proxy, "job", phase == nameof(FaultPhase.InBody) ? 6_000_000 : 3_000);

        answer.Status.ShouldBe(502);
        (faulty.Arrived.Values.Sum(), other.Arrived.Values.Sum()).ShouldBe((1, 0));
    }

    [Theory]
    [InlineData("POST", true)]
    [InlineData("POST", false)]
    [InlineData("GET", true)]
    [InlineData("GET", false)]
    public async Task Nor_is_one_without_a_body_which_HTTP_clients_like_to_repeat(string method, bool close)
    {
        await using FaultyBackend faulty = FaultyBackend.Start(_ => FaultPhase.AfterHead, close);
        await using RunningProxy proxy = await PoolTests.StartAsync(
            $$"""{ "inference": "{{faulty.Url}}" }""", """[{ "path": "/inference", "backend": "inference", "methods": ["GET", "POST"] }]""");

        RawResponse answer = await RawClient.SendAsync(
            proxy.Port, method, "/inference", [.. Sender.Validator.Headers(proxy, []), ("X-Job", "empty")], method == "POST" ? [] : null);

        answer.Status.ShouldBe(502);
        (faulty.Arrived.Values.Sum(), faulty.Connections).ShouldBe((1, 1));
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task What_the_backend_knows_by_its_id_is_sent_again_to_the_same_server(string phase, bool close)
    {
        await using FaultyBackend faulty = FaultyBackend.Start(connection => connection < 2 ? Enum.Parse<FaultPhase>(phase) : FaultPhase.None, close);
        await using FaultyBackend other = FaultyBackend.Start(_ => FaultPhase.None);
        await using RunningProxy proxy = await PoolTests.StartAsync(
            $$"""{ "inference": { "policy": "first", "servers": ["{{faulty.Url}}", "{{other.Url}}"] } }""", Idempotent);

        RawResponse answer = await PostAsync(proxy, "job", phase == nameof(FaultPhase.InBody) ? 6_000_000 : 3_000);

        answer.Status.ShouldBe(202);
        (faulty.Arrived.Values.Sum(), other.Arrived.Values.Sum()).ShouldBe((3, 0));
    }

    [Fact]
    public async Task Without_its_id_it_is_not_sent_again_though_the_route_is_idempotent()
    {
        await using FaultyBackend faulty = FaultyBackend.Start(_ => FaultPhase.AfterBody);
        await using RunningProxy proxy = await PoolTests.StartAsync($$"""{ "inference": "{{faulty.Url}}" }""", Idempotent);

        RawResponse answer = await Sender.Validator.PostAsync(proxy, "/inference", """{"prompt":"x"}"""u8.ToArray(), ("X-Job", "nameless"));

        answer.Status.ShouldBe(502);
        faulty.Arrived.Values.Sum().ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connections_that_die_at_their_beginning_deliver_no_job_twice(bool close)
    {
        // Whether the request was written before the reset came is a race: each outcome is allowed, twice is not.
        await using FaultyBackend backend = FaultyBackend.Start(connection => connection % 3 == 2 ? FaultPhase.None : FaultPhase.AfterAccept, close);
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);

        RawResponse[] answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(number => PostAsync(proxy, $"job-{number}")));

        answers.ShouldAllBe(answer => answer.Status == 202 || answer.Status == 502);
        backend.Arrived.Values.ShouldAllBe(count => count == 1);
        backend.Arrived.Count.ShouldBe(answers.Count(answer => answer.Status == 202));
    }

    [Fact]
    public async Task Whoever_hangs_up_while_no_backend_is_there_is_not_served_later()
    {
        int port = FreePort.Next();
        await using RunningProxy proxy = await RunningProxy.StartAsync($"http://127.0.0.1:{port}");
        byte[] body = "{}"u8.ToArray();
        using RawClient client = await RawClient.ConnectAsync(proxy.Port);
        await client.WriteAsync(RawClient.Request("POST", "/inference", Sender.Validator.Headers(proxy, body), body));
        await Task.Delay(300, RawClient.Token);

        client.Reset();
        await proxy.LoggedAsync("client_gone");
        await using FaultyBackend backend = FaultyBackend.Start(_ => FaultPhase.None, port: port);
        await Task.Delay(600, RawClient.Token);

        backend.Connections.ShouldBe(0);
    }

    /// <summary>A job whose body is longer than what sockets take in at once, so that it can be broken off in the middle.</summary>
    private static Task<RawResponse> PostAsync(RunningProxy proxy, string job, int length = 3_000) => Sender.Validator.PostAsync(
        proxy, "/inference", Encoding.UTF8.GetBytes($$"""{"job_id":"{{job}}","prompt":"{{new string('x', length)}}"}"""), ("X-Job", job));
}
