using ReverseProxy.Backends;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Backends;

/// <summary>Who is asked, who is left out, and who never is.</summary>
public class HealthTests
{
    [Fact]
    public async Task A_server_whose_health_answer_is_wrong_gets_no_work_until_it_is_right()
    {
        string health = """{"services":{"inference":"loading"}}""";
        await using StubBackend loading = StubBackend.Start((request, connection) =>
            connection.WriteJsonAsync(request.Target == "/ready" ? Volatile.Read(ref health) : """{"from":"loading"}"""));
        await using StubBackend ready = StubBackend.Start((request, connection) =>
            connection.WriteJsonAsync(request.Target == "/ready" ? """{"services":{"inference":"ready"}}""" : """{"from":"ready"}"""));
        await using RunningProxy proxy = await PoolTests.StartAsync($$"""
            { "inference": { "policy": "first", "servers": ["{{loading.Url}}", "{{ready.Url}}"],
                "health": { "path": "/ready", "interval": 0.1, "field": "services.inference", "equals": "ready" } } }
            """);
        BackendServer server = PoolTests.Servers(proxy)[0];

        await WaitAsync(() => server.Health.IsUnwell);
        server.Health.Describe().Reason.ShouldBe("/ready: services.inference is \"loading\"");
        (await Sender.Validator.PostAsync(proxy)).Text.ShouldContain("ready");

        Volatile.Write(ref health, """{"services":{"inference":"ready"}}""");
        await WaitAsync(() => !server.Health.IsUnwell);
        (await Sender.Validator.PostAsync(proxy)).Text.ShouldContain("loading");
        await proxy.LoggedAsync("is well again");
    }

    [Theory]
    [InlineData("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", "/health answers 503")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes", "/health answers with something that is not JSON")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]", "/health: ok is missing")]
    [InlineData("", "/health does not answer within 0.2 s")]
    public async Task What_is_wrong_is_said(string answer, string reason)
    {
        await using StubBackend backend = StubBackend.Start((_, connection) => answer.Length == 0 ? connection.WaitForCloseAsync() : connection.WriteAsync(answer));
        await using RunningProxy proxy = await PoolTests.StartAsync($$"""
            { "inference": { "servers": ["{{backend.Url}}"], "health": { "interval": 0.05, "timeout": 0.2, "field": "ok" } } }
            """);
        ServerHealth health = PoolTests.Servers(proxy)[0].Health;

        await WaitAsync(() => health.IsUnwell);

        health.Describe().State.ShouldBe(ServerState.Unwell);
        health.Describe().Reason.ShouldBe(reason);
        await proxy.LoggedAsync($"is not well: {reason}");
    }

    [Fact]
    public async Task Where_no_server_is_well_the_job_waits_for_one_within_the_budget_and_is_refused_after_it()
    {
        int status = 503;
        await using StubBackend backend = StubBackend.Start((request, connection) =>
            connection.WriteJsonAsync("{}", request.Target == "/health" ? Volatile.Read(ref status) : 202));
        await using RunningProxy proxy = await PoolTests.StartAsync($$"""
            { "inference": { "servers": ["{{backend.Url}}"], "connect_retry_budget": 1.5, "health": { "interval": 0.05 } } }
            """);
        BackendServer server = PoolTests.Servers(proxy)[0];
        await WaitAsync(() => server.Health.IsUnwell);

        RawResponse refused = await Sender.Validator.PostAsync(proxy);
        Task<RawResponse> waiting = Sender.Validator.PostAsync(proxy);
        await Task.Delay(200, RawClient.Token);
        Volatile.Write(ref status, 200);

        (refused.Status, refused.Detail).ShouldBe((503, "No backend is ready"));
        refused.Header("Retry-After").ShouldBe("1");
        (await waiting).Status.ShouldBe(202);
        backend.Seen.Count(request => request.Target == "/inference").ShouldBe(1);
        await proxy.LoggedAsync("no server of the pool inference is well");
    }

    [Fact]
    public async Task Probes_and_jobs_never_share_a_connection()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await PoolTests.StartAsync($$"""{ "inference": { "servers": ["{{backend.Url}}"], "health": { "interval": 0.05 } } }""");

        for (int i = 0; i < 10; i++)
        {
            await Sender.Validator.PostAsync(proxy);
            await Task.Delay(30, RawClient.Token);
        }

        backend.Seen.Count(request => request.Target == "/health").ShouldBeGreaterThan(2);
        backend.Seen.GroupBy(request => request.Connection).ShouldAllBe(connection => connection.Select(request => request.Target).Distinct().Count() == 1);
    }

    [Fact]
    public async Task A_server_that_fails_jobs_is_left_out_and_comes_back()
    {
        await using FaultyBackend faulty = FaultyBackend.Start(connection => connection < 2 ? FaultPhase.AfterBody : FaultPhase.None);
        await using StubBackend other = StubBackend.StartOk();
        await using RunningProxy proxy = await PoolTests.StartAsync($$"""
            { "inference": { "policy": "first", "servers": ["{{faulty.Url}}", "{{other.Url}}"], "ejection": { "failures": 2, "time": 0.6 } } }
            """);
        ServerHealth health = PoolTests.Servers(proxy)[0].Health;

        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(502);
        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(502);
        health.Describe().State.ShouldBe(ServerState.Ejected);
        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);
        other.Seen.Count.ShouldBe(1);

        await WaitAsync(() => !health.IsEjected);
        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(202);
        await proxy.LoggedAsync($"Backend {faulty.Url} of inference is left out for 0.6 s");
    }

    [Fact]
    public async Task A_burst_of_server_errors_reaches_its_callers_and_the_rest_goes_elsewhere()
    {
        int errors = 0;
        await using StubBackend bursting = StubBackend.Start((_, connection) =>
        {
            Interlocked.Increment(ref errors);
            return connection.WriteJsonAsync("""{"detail":"CUDA error"}""", 500);
        });
        await using StubBackend other = StubBackend.StartOk();
        await using RunningProxy proxy = await PoolTests.StartAsync($$"""
            { "inference": { "policy": "first", "servers": ["{{bursting.Url}}", "{{other.Url}}"], "ejection": { "failures": 3, "time": 60 } } }
            """);

        List<int> statuses = [];
        for (int i = 0; i < 20; i++)
        {
            statuses.Add((await Sender.Validator.PostAsync(proxy)).Status);
        }

        statuses.ShouldBe([.. Enumerable.Repeat(500, 3), .. Enumerable.Repeat(200, 17)]);
        (errors, bursting.Seen.Count + other.Seen.Count).ShouldBe((3, 20));
    }

    [Fact]
    public async Task The_last_server_is_never_left_out_for_failing_jobs()
    {
        int failing = 1;
        await using StubBackend backend = StubBackend.Start((_, connection) => connection.WriteJsonAsync("{}", Volatile.Read(ref failing) == 1 ? 503 : 200));
        await using RunningProxy proxy = await PoolTests.StartAsync($$"""
            { "inference": { "servers": ["{{backend.Url}}", "http://127.0.0.1:{{FreePort.Next()}}"], "policy": "first", "ejection": { "failures": 1, "time": 60 } } }
            """);

        for (int i = 0; i < 10; i++)
        {
            await Sender.Validator.PostAsync(proxy);
        }

        PoolTests.Servers(proxy).Count(server => server.Health.IsEjected).ShouldBe(1);
        Volatile.Write(ref failing, 0);
        RawResponse answer = await Sender.Validator.PostAsync(proxy);

        answer.Status.ShouldBe(200);
    }

    [Fact]
    public async Task Callers_who_hang_up_say_nothing_of_the_server()
    {
        await using StubBackend slow = StubBackend.Start((_, connection) => connection.WaitForCloseAsync());
        await using StubBackend other = StubBackend.StartOk();
        await using RunningProxy proxy = await PoolTests.StartAsync($$"""
            { "inference": { "policy": "first", "servers": ["{{slow.Url}}", "{{other.Url}}"], "ejection": { "failures": 1, "time": 60 } } }
            """);
        for (int i = 0; i < 3; i++)
        {
            byte[] body = [(byte)('0' + i)];
            using RawClient client = await RawClient.ConnectAsync(proxy.Port);
            await client.WriteAsync(RawClient.Request("POST", "/inference", Sender.Validator.Headers(proxy, body), body));
            await WaitAsync(() => slow.Seen.Count == i + 1);
            client.Reset();
            await WaitAsync(() => proxy.Log.Texts.Count(line => line.Contains("client_gone", StringComparison.Ordinal)) == i + 1);
        }

        (await WhoAsync()).ShouldBe((0L, false));

        async Task<(long, bool)> WhoAsync()
        {
            BackendServer server = PoolTests.Servers(proxy)[0];
            await WaitAsync(() => server.Running == 0);
            return (server.Failed, server.Health.IsEjected);
        }
    }

    [Fact]
    public void Each_time_longer_until_the_longest_and_a_success_begins_anew()
    {
        Microsoft.Extensions.Time.Testing.FakeTimeProvider time = new();
        ServerHealth health = new(time);
        ReverseProxy.Configuration.EjectionSettings settings = new() { Failures = 2, Time = TimeSpan.FromSeconds(5), MaximumTime = TimeSpan.FromSeconds(15) };

        health.Failed("x", settings, mayEject: true).ShouldBeNull();
        health.Failed("x", settings, mayEject: true).ShouldBe(TimeSpan.FromSeconds(5));
        health.Failed("x", settings, mayEject: true).ShouldBeNull("it is left out already");
        time.Advance(TimeSpan.FromSeconds(5));
        health.IsEjected.ShouldBeFalse();
        health.Failed("x", settings, mayEject: true).ShouldBe(TimeSpan.FromSeconds(10));
        time.Advance(TimeSpan.FromSeconds(10));
        health.Failed("x", settings, mayEject: false).ShouldBeNull();
        health.Failed("x", settings, mayEject: true).ShouldBe(TimeSpan.FromSeconds(15));
        time.Advance(TimeSpan.FromSeconds(15));
        health.Succeeded();
        health.Failed("x", settings, mayEject: true).ShouldBeNull();
        health.Failed("x", settings, mayEject: true).ShouldBe(TimeSpan.FromSeconds(5));
    }

    internal static async Task WaitAsync(Func<bool> condition)
    {
        for (int i = 0; i < 1000 && !condition(); i++)
        {
            await Task.Delay(10, RawClient.Token);
        }

        condition().ShouldBeTrue();
    }
}
