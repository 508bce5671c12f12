using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ReverseProxy.Backends;
using ReverseProxy.Callbacks;
using ReverseProxy.Tests.Backends;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Clock;

/// <summary>The wall clock jumps by an hour while jobs run. Nothing that is measured in time that passes is fooled.</summary>
public sealed class ClockJumpTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("clock-jump-").FullName;
    private readonly int _intake = FreePort.Next();

    public static TheoryData<int> Jumps { get; } = new(1, -1);

    [Theory]
    [MemberData(nameof(Jumps))]
    public async Task A_server_that_is_left_out_stays_so_and_comes_back_in_its_time(int hours)
    {
        await using StubBackend failing = StubBackend.Start((_, connection) => connection.WriteJsonAsync("{}", 500));
        await using StubBackend other = StubBackend.StartOk();
        await using RunningProxy proxy = await StartAsync(Pool($$"""{ "policy": "first", "servers": ["{{failing.Url}}", "{{other.Url}}"], "ejection": { "failures": 1, "time": 3 } }"""));
        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(500);
        Stopwatch watch = Stopwatch.StartNew();

        Jump(proxy, hours);
        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);
        BackendServer server = Registry(proxy).Pools.Single(pool => pool.Name == "gpu").Servers[0];
        await HealthTests.WaitAsync(() => !server.Health.IsEjected);

        watch.Elapsed.ShouldBeInRange(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(8));
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public async Task The_budget_for_a_server_that_restarts_is_time_that_passes(int hours)
    {
        int port = FreePort.Next();
        await using RunningProxy proxy = await StartAsync(Pool($$"""{ "servers": ["http://127.0.0.1:{{port}}"], "connect_retry_budget": 20 }"""));
        Task<RawResponse> job = Sender.Validator.PostAsync(proxy);
        await Task.Delay(300, RawClient.Token);

        Jump(proxy, hours);
        await Task.Delay(300, RawClient.Token);
        job.IsCompleted.ShouldBeFalse();
        await using StubBackend backend = StubBackend.Start((_, connection) => connection.WriteJsonAsync("{}"), port);

        (await job).Status.ShouldBe(200);
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public async Task Whoever_waits_with_a_deadline_is_neither_refused_nor_forgotten(int hours)
    {
        await using WorkingGpu gpu = new();
        await using RunningProxy proxy = await StartAsync(
            Pool($$"""{ "servers": ["{{gpu.Url}}"], "concurrency": 1 }"""), route =>
            {
                route["deadline"] = 60;
                route["async_handoff"] = true;
                route["finish_within"] = 60;
                route["callback_insurance"] = true;
            });
        await using StubBackend receiver = StubBackend.StartOk();
        (await PostAsync(proxy, receiver)).Status.ShouldBe(202);
        Task<RawResponse> waiting = PostAsync(proxy, receiver);
        await HealthTests.WaitAsync(() => Registry(proxy).Pools.Single(pool => pool.Name == "gpu").Waiting == 1);

        Jump(proxy, hours);
        await Task.Delay(500, RawClient.Token);
        (waiting.IsCompleted, gpu.Jobs.Count).ShouldBe((false, 1), "neither a deadline nor a place has run out");
        await gpu.EndAsync(0);

        (await waiting).Status.ShouldBe(202);
        await gpu.EndAsync(1);
        await HealthTests.WaitAsync(() => receiver.Seen.Count == 2);
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public async Task A_result_that_is_awaited_and_one_that_is_owed_do_not_expire(int hours)
    {
        int port = FreePort.Next();
        await using WorkingGpu gpu = new();
        await using RunningProxy proxy = await StartAsync(Pool($$"""{ "servers": ["{{gpu.Url}}"] }"""), route => route["callback_insurance"] = true);
        string body = $$"""{"job_id":"j","callback_url":"http://127.0.0.1:{{port}}/r"}""";
        (await Sender.Validator.PostAsync(proxy, "/inference", body)).Status.ShouldBe(202);
        (await Sender.Validator.PostAsync(proxy, "/inference", body)).Status.ShouldBe(202);
        (await gpu.EndAsync(0)).Status.ShouldBe(200);
        await proxy.LoggedAsync("not delivered to 127.0.0.1");

        Jump(proxy, hours);
        proxy.Server.Services.GetRequiredService<CallbackDesk>().Sweep();
        (await gpu.EndAsync(1)).Status.ShouldBe(200);
        await using StubBackend receiver = StubBackend.Start((_, connection) => connection.WriteJsonAsync("{}"), port);

        await HealthTests.WaitAsync(() => receiver.Seen.Count == 2);
        proxy.Log.Texts.ShouldAllBe(line => !line.Contains("is given up"));
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public async Task A_restart_after_a_jump_delivers_what_is_owed_and_takes_what_is_awaited(int hours)
    {
        int port = FreePort.Next();
        string state = Path.Combine(_directory, "state");
        await using WorkingGpu gpu = new();
        string body = $$"""{"job_id":"j","callback_url":"http://127.0.0.1:{{port}}/r"}""";
        await using (RunningProxy first = await StartAsync(Pool($$"""{ "servers": ["{{gpu.Url}}"] }"""), route => route["callback_insurance"] = true, state: state))
        {
            (await Sender.Validator.PostAsync(first, "/inference", body)).Status.ShouldBe(202);
            (await Sender.Validator.PostAsync(first, "/inference", body)).Status.ShouldBe(202);
            (await gpu.EndAsync(0)).Status.ShouldBe(200);
        }

        SettableClock clock = new();
        clock.Milliseconds += hours * 3_600_000L;
        await using RunningProxy second = await StartAsync(Pool($$"""{ "servers": ["{{gpu.Url}}"] }"""), route => route["callback_insurance"] = true, state, clock);
        (await gpu.EndAsync(1)).Status.ShouldBe(200);
        await using StubBackend receiver = StubBackend.Start((_, connection) => connection.WriteJsonAsync("{}"), port);

        await HealthTests.WaitAsync(() => receiver.Seen.Count == 2);
        CallbackDesk desk = second.Server.Services.GetRequiredService<CallbackDesk>();
        await HealthTests.WaitAsync(() => desk is { Awaited: 0, Owed: 0 });
    }

    [Fact]
    public async Task A_request_that_was_used_is_not_accepted_again_after_the_clock_went_forward_and_back()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await StartAsync(Pool($$"""{ "servers": ["{{backend.Url}}"] }"""), running: false);
        byte[] body = "{}"u8.ToArray();
        (string, string)[] headers = [.. Sender.Validator.Headers(proxy, body)];
        (await RawClient.SendAsync(proxy.Port, "POST", "/inference", headers, body)).Status.ShouldBe(200);

        Jump(proxy, 1);
        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);
        (await RawClient.SendAsync(proxy.Port, "POST", "/inference", headers, body)).Status.ShouldBe(401);
        Jump(proxy, -1);
        RawResponse again = await RawClient.SendAsync(proxy.Port, "POST", "/inference", headers, body);

        (again.Status, again.Detail).ShouldBe((401, "Request already used"));
        backend.Seen.Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_real_program_under_a_clock_that_jumps_delivers_every_result()
    {
        string? library = new[] { "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1" }.FirstOrDefault(File.Exists);
        Assert.SkipUnless(library is not null, "no libfaketime is installed on this machine");
        string offset = Path.Combine(_directory, "offset");
        await File.WriteAllTextAsync(offset, "+0", RawClient.Token);
        int port = FreePort.Next();
        await using WorkingGpu gpu = new();
        JsonObject configuration = Configuration(Pool($$"""{ "servers": ["{{gpu.Url}}"], "concurrency": 1 }"""), route => route["callback_insurance"] = true);
        configuration["server"] = new JsonObject { ["host"] = "127.0.0.1", ["port"] = 0, ["state_dir"] = Path.Combine(_directory, "state") };
        string path = Path.Combine(_directory, "config.json");
        await File.WriteAllTextAsync(path, configuration.ToJsonString(), RawClient.Token);
        await using ProxyProcess proxy = ProxyProcess.Start(
            ["--config", path], null, ("LD_PRELOAD", library!), ("FAKETIME_TIMESTAMP_FILE", offset), ("FAKETIME_NO_CACHE", "1"), ("FAKETIME_DONT_FAKE_MONOTONIC", "1"), ("DONT_FAKE_MONOTONIC", "1"));
        int own = await proxy.PortAsync();
        SettableClock clock = new();
        clock.Run();
        (await PostAsync(0)).ShouldBe(202);

        await File.WriteAllTextAsync(offset, "+3600", RawClient.Token);
        clock.Milliseconds += 3_600_000;
        Task<int> next = PostAsync(1);
        await Task.Delay(500, RawClient.Token);
        gpu.Jobs.Count.ShouldBe(1, "the place is still taken");
        (await gpu.EndAsync(0)).Status.ShouldBe(200);
        (await next).ShouldBe(202, "it is signed an hour later, and so it is for the program");

        await File.WriteAllTextAsync(offset, "-3600", RawClient.Token);
        clock.Milliseconds -= 7_200_000;
        (await gpu.EndAsync(1)).Status.ShouldBe(200);
        await using StubBackend receiver = StubBackend.Start((_, connection) => connection.WriteJsonAsync("{}"), port);

        await HealthTests.WaitAsync(() => receiver.Seen.Count == 2);
        (await PostAsync(2)).ShouldBe(202);

        async Task<int> PostAsync(int job)
        {
            byte[] body = Encoding.UTF8.GetBytes($$"""{"job_id":"{{job}}","callback_url":"http://127.0.0.1:{{port}}/r"}""");
            return (await RawClient.SendAsync(own, "POST", "/inference", Sender.Validator.Headers(clock, body), body)).Status;
        }
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static JsonObject Pool(string json) => JsonNode.Parse(json)!.AsObject();

    private static void Jump(RunningProxy proxy, int hours) => proxy.Clock.Milliseconds += hours * 3_600_000L;

    private static BackendRegistry Registry(RunningProxy proxy) => proxy.Server.Services.GetRequiredService<BackendRegistry>();

    private static Task<RawResponse> PostAsync(RunningProxy proxy, StubBackend receiver) =>
        Sender.Validator.PostAsync(proxy, "/inference", $$"""{"job_id":"j","callback_url":"{{receiver.Url}}/r"}""");

    private JsonObject Configuration(JsonObject pool, Action<JsonObject>? change = null)
    {
        JsonObject configuration = RunningProxy.Configuration("http://127.0.0.1:9");
        configuration["backends"] = new JsonObject { ["gpu"] = pool };
        configuration["callbacks"] = new JsonObject { ["listen"] = $"127.0.0.1:{_intake}", ["allowed_networks"] = new JsonArray("127.0.0.0/8") };
        JsonObject route = new() { ["path"] = "/inference", ["backend"] = "gpu" };
        change?.Invoke(route);
        configuration["routes"] = new JsonArray(route);
        return configuration;
    }

    private Task<RunningProxy> StartAsync(JsonObject pool, Action<JsonObject>? change = null, string? state = null, SettableClock? clock = null, bool running = true)
    {
        clock ??= new();
        return RunningProxy.StartAsync(Configuration(pool, change), clock: running ? clock.Run() : clock, state: state);
    }
}
