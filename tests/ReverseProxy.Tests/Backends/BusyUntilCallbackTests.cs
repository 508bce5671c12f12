using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ReverseProxy.Backends;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Backends;

/// <summary>A server that acknowledges and works on by itself is busy until its callback comes, and never for ever.</summary>
public sealed class BusyUntilCallbackTests : IAsyncDisposable
{
    private readonly int _intake = FreePort.Next();
    private readonly StubBackend _receiver = StubBackend.StartOk();

    [Fact]
    public async Task A_server_that_acknowledges_at_once_has_one_job_until_it_calls_back()
    {
        await using WorkingGpu gpu = new();
        await using RunningProxy proxy = await StartAsync(gpu);

        Task<RawResponse>[] answers = [.. Enumerable.Range(0, 4).Select(_ => PostAsync(proxy))];
        for (int job = 0; job < 4; job++)
        {
            await gpu.HasAsync(job + 1);
            await Task.Delay(150, RawClient.Token);
            gpu.Jobs.Count.ShouldBe(job + 1, "the next job waits until this one has ended");
            (Server(proxy).Running, Server(proxy).Unfinished).ShouldBe((1, 1));
            (await gpu.EndAsync(job)).Status.ShouldBe(200);
        }

        (await Task.WhenAll(answers)).ShouldAllBe(answer => answer.Status == 202);
        gpu.Most.ShouldBe(1);
        await IdleAsync(proxy);
        await HealthTests.WaitAsync(() => _receiver.Seen.Count == 4);
    }

    [Fact]
    public async Task With_busy_until_answer_the_acknowledgement_is_the_end()
    {
        await using WorkingGpu gpu = new();
        await using RunningProxy proxy = await StartAsync(gpu, route => route["busy_until"] = "answer");

        await PostAsync(proxy);
        await PostAsync(proxy);

        gpu.Jobs.Count.ShouldBe(2);
        await IdleAsync(proxy);
    }

    [Fact]
    public async Task The_estimate_is_about_finished_jobs()
    {
        await using WorkingGpu gpu = new();
        await using RunningProxy proxy = await StartAsync(gpu, route =>
        {
            // The caller would wait a minute for the acknowledgement; the result is of no use after two seconds.
            route["deadline"] = 60;
            route["finish_within"] = 2;
        });
        for (int job = 0; job < 3; job++)
        {
            (await PostAsync(proxy)).Status.ShouldBe(202);
            await Task.Delay(1_200, RawClient.Token);
            await gpu.EndAsync(job);
        }

        (await PostAsync(proxy)).Status.ShouldBe(202);
        Stopwatch watch = Stopwatch.StartNew();
        RawResponse refused = await PostAsync(proxy);

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1));
        (refused.Status, refused.Header("X-Refusal-Reason")).ShouldBe((503, "deadline"));
        JsonDocument.Parse(refused.Body).RootElement.GetProperty("estimate_seconds").GetDouble().ShouldBeInRange(2, 5);
        gpu.Jobs.Count.ShouldBe(4);
        (string _, ServiceTime answer, ServiceTime end) = Pool(proxy).Times().Single();
        answer.Mean.ShouldBeLessThan(TimeSpan.FromSeconds(1));
        end.Mean.ShouldBeGreaterThan(TimeSpan.FromSeconds(1));
        await gpu.EndAsync(3);
    }

    [Fact]
    public async Task A_place_whose_callback_never_comes_is_given_back_in_time_and_the_server_blamed()
    {
        await using WorkingGpu gpu = new();
        await using RunningProxy proxy = await StartAsync(gpu, route => route["lost_after"] = 1);
        Stopwatch watch = Stopwatch.StartNew();
        (await PostAsync(proxy)).Status.ShouldBe(202);

        (await PostAsync(proxy)).Status.ShouldBe(202);

        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(0.95));
        await proxy.LoggedAsync("has not called back: its place is free again");
        await IdleAsync(proxy);
        Server(proxy).Failed.ShouldBe(2);

        // It was only late: its result is taken all the same, and no place is given back twice.
        (await gpu.EndAsync(0)).Status.ShouldBe(200);
        await HealthTests.WaitAsync(() => _receiver.Seen.Count == 1);
        (Server(proxy).Running, Server(proxy).Unfinished).ShouldBe((0, 0));
        Pool(proxy).Times().Single().End.Samples.ShouldBe(1, "now it is known that jobs take that long");
    }

    [Fact]
    public async Task A_callback_that_reports_a_failure_frees_the_place_and_teaches_no_time()
    {
        await using WorkingGpu gpu = new();
        await using RunningProxy proxy = await StartAsync(gpu);
        await PostAsync(proxy);

        await gpu.EndAsync(0, "failed");

        await IdleAsync(proxy);
        Pool(proxy).Times().Single().End.Samples.ShouldBe(0);
        Server(proxy).Failed.ShouldBe(1);
    }

    [Fact]
    public async Task A_callback_that_is_quicker_than_the_answer_leaves_no_place_taken()
    {
        WorkingGpu? self = null;
        await using WorkingGpu gpu = self = new(acknowledge: async (_, connection) =>
        {
            await self!.EndAsync(0);
            await connection.WriteJsonAsync("{}", 202);
        });
        await using RunningProxy proxy = await StartAsync(gpu);

        (await PostAsync(proxy)).Status.ShouldBe(202);

        await IdleAsync(proxy);
        Pool(proxy).Times().Single().End.Samples.ShouldBe(1);
    }

    [Fact]
    public async Task A_refused_job_takes_no_place()
    {
        await using WorkingGpu gpu = new(acknowledge: static (_, connection) => connection.WriteJsonAsync("{}", 422));
        await using RunningProxy proxy = await StartAsync(gpu);

        (await PostAsync(proxy)).Status.ShouldBe(422);

        await IdleAsync(proxy);
    }

    [Fact]
    public async Task A_place_stays_taken_over_a_restart()
    {
        string directory = Directory.CreateTempSubdirectory("proxy-places-").FullName;
        string kept = Directory.CreateTempSubdirectory("proxy-places-").FullName;
        await using WorkingGpu gpu = new();
        await using (RunningProxy first = await StartAsync(gpu, directory: directory))
        {
            (await PostAsync(first)).Status.ShouldBe(202);
            await HealthTests.WaitAsync(() => Directory.GetFiles(Path.Combine(directory, "state", "callbacks"), "*.place").Length == 1);
            Directory.Move(Path.Combine(directory, "state"), Path.Combine(kept, "state"));
        }

        await using RunningProxy second = await StartAsync(gpu, directory: kept);
        Task<RawResponse> next = PostAsync(second);
        await Task.Delay(500, RawClient.Token);

        (gpu.Jobs.Count, Server(second).Unfinished).ShouldBe((1, 1));
        (await gpu.EndAsync(0)).Status.ShouldBe(200);
        (await next).Status.ShouldBe(202);
        await gpu.EndAsync(1);
        await IdleAsync(second);
        Pool(second).Times().Single().End.Samples.ShouldBe(1, "nothing is learned from a time that a restart lies in");
        await HealthTests.WaitAsync(() => Directory.GetFiles(Path.Combine(kept, "state", "callbacks")).Length == 0);
    }

    [Fact]
    public async Task A_place_stays_taken_while_the_configuration_forgets_the_pool_and_names_it_again()
    {
        await using WorkingGpu gpu = new();
        await using RunningProxy proxy = await StartAsync(gpu);
        (await PostAsync(proxy)).Status.ShouldBe(202);
        JsonObject whole = JsonNode.Parse(await File.ReadAllTextAsync(proxy.ConfigurationPath, RawClient.Token))!.AsObject();
        JsonObject without = whole.DeepClone().AsObject();
        without.Remove("backends");
        without.Remove("routes");
        without["services"]!["inference_server_url"] = "http://127.0.0.1:9";

        await ChangeAsync(proxy, without);
        proxy.Server.Services.GetRequiredService<BackendRegistry>().Pools.ShouldNotContain(pool => pool.Name == "gpu");
        await ChangeAsync(proxy, whole);

        Server(proxy).Unfinished.ShouldBe(1);
        Task<RawResponse> next = PostAsync(proxy);
        await Task.Delay(300, RawClient.Token);
        gpu.Jobs.Count.ShouldBe(1);
        await gpu.EndAsync(0);
        (await next).Status.ShouldBe(202);
        await gpu.EndAsync(1);
        await IdleAsync(proxy);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_server_worked_on_is_not_waited_for_when_it_is_gone(bool probed)
    {
        int port = FreePort.Next();
        WorkingGpu gpu = new(port);
        await using RunningProxy proxy = await StartAsync(gpu, pool: probed ? new JsonObject { ["health"] = new JsonObject { ["interval"] = 0.1, ["queue_field"] = "queue" } } : []);
        (await PostAsync(proxy)).Status.ShouldBe(202);
        if (!probed)
        {
            // With more places than one, the next job finds out.
            JsonObject configuration = JsonNode.Parse(await File.ReadAllTextAsync(proxy.ConfigurationPath, RawClient.Token))!.AsObject();
            configuration["backends"]!["gpu"]!["concurrency"] = 2;
            await ChangeAsync(proxy, configuration);
        }

        await gpu.DisposeAsync();
        Task<RawResponse>? next = probed ? null : PostAsync(proxy);
        await proxy.LoggedAsync("the 1 jobs that it had acknowledged are not waited for");

        await using WorkingGpu again = new(port);
        next ??= PostAsync(proxy);
        (await next).Status.ShouldBe(202);
        await again.EndAsync(0);
        await IdleAsync(proxy);
    }

    [Fact]
    public async Task A_caller_who_hangs_up_leaves_a_busy_server_behind_for_as_long_as_its_jobs_take()
    {
        bool answers = true;
        await using WorkingGpu gpu = new(acknowledge: (_, connection) => answers ? connection.WriteJsonAsync("{}", 202) : connection.WaitForCloseAsync());
        await using RunningProxy proxy = await StartAsync(gpu);
        await PostAsync(proxy);
        await Task.Delay(1_000, RawClient.Token);
        await gpu.EndAsync(0);
        answers = false;
        byte[] body = Body();
        using (RawClient client = await RawClient.ConnectAsync(proxy.Port))
        {
            await client.WriteAsync(RawClient.Request("POST", "/inference", Sender.Validator.Headers(proxy, body), body));
            await gpu.HasAsync(2);
            client.Reset();
        }

        await proxy.LoggedAsync("client_gone");
        await HealthTests.WaitAsync(() => Server(proxy).Unfinished == 1);
        answers = true;
        Stopwatch watch = Stopwatch.StartNew();
        (await PostAsync(proxy)).Status.ShouldBe(202);

        watch.Elapsed.ShouldBeInRange(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(10));
        await gpu.EndAsync(2);
        await IdleAsync(proxy);
    }

    [Fact]
    public async Task What_a_server_says_that_it_has_waiting_counts()
    {
        await using WorkingGpu gpu = new();
        await using RunningProxy proxy = await StartAsync(
            gpu,
            route => route["finish_within"] = 3,
            new JsonObject { ["health"] = new JsonObject { ["interval"] = 0.1, ["queue_field"] = "queue" } });
        (await PostAsync(proxy)).Status.ShouldBe(202);
        await Task.Delay(1_000, RawClient.Token);
        await gpu.EndAsync(0);
        gpu.Queue = 5;
        await HealthTests.WaitAsync(() => Server(proxy).ReportedQueue == 5);

        RawResponse refused = await PostAsync(proxy);

        (refused.Status, refused.Header("X-Refusal-Reason")).ShouldBe((503, "deadline"));
        JsonDocument.Parse(refused.Body).RootElement.GetProperty("estimate_seconds").GetDouble().ShouldBeInRange(5, 15);
        gpu.Queue = 0;
        await HealthTests.WaitAsync(() => Server(proxy).ReportedQueue == 0);
        (await PostAsync(proxy)).Status.ShouldBe(202);
        await gpu.EndAsync(1);
    }

    [Fact]
    public async Task Status_and_metrics_tell_of_unfinished_jobs()
    {
        await using WorkingGpu gpu = new();
        await using RunningProxy proxy = await StartAsync(gpu);
        await PostAsync(proxy);

        JsonElement before = await StatusAsync(proxy);
        await gpu.EndAsync(0);
        await IdleAsync(proxy);
        JsonElement after = await StatusAsync(proxy);

        (before.GetProperty("servers")[0].GetProperty("running").GetInt32(), before.GetProperty("servers")[0].GetProperty("unfinished").GetInt32()).ShouldBe((1, 1));
        (after.GetProperty("servers")[0].GetProperty("running").GetInt32(), after.GetProperty("servers")[0].GetProperty("unfinished").GetInt32()).ShouldBe((0, 0));
        after.GetProperty("seconds_by_route").GetProperty("/inference").GetProperty("until_callback").GetProperty("jobs").GetInt32().ShouldBe(1);
    }

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    private static async Task ChangeAsync(RunningProxy proxy, JsonObject configuration)
    {
        await File.WriteAllTextAsync(proxy.ConfigurationPath, configuration.ToJsonString(), RawClient.Token);
        proxy.Server.Reload().ShouldBeTrue();
    }

    private static BackendPool Pool(RunningProxy proxy) => proxy.Server.Services.GetRequiredService<BackendRegistry>().Pools.Single(pool => pool.Name == "gpu");

    private static BackendServer Server(RunningProxy proxy) => Pool(proxy).Servers.Single();

    private static Task IdleAsync(RunningProxy proxy) => HealthTests.WaitAsync(() => Server(proxy) is { Running: 0, Unfinished: 0 });

    private static async Task<JsonElement> StatusAsync(RunningProxy proxy)
    {
        RawResponse answer = await RawClient.SendAsync(proxy.Port, "GET", "/status?verbose", []);
        return JsonDocument.Parse(answer.Body).RootElement.GetProperty("backends").GetProperty("gpu");
    }

    private byte[] Body() => System.Text.Encoding.UTF8.GetBytes($$"""{"job_id":"j","callback_url":"{{_receiver.Url}}/result"}""");

    private Task<RawResponse> PostAsync(RunningProxy proxy) => Sender.Validator.PostAsync(proxy, "/inference", Body());

    private Task<RunningProxy> StartAsync(WorkingGpu gpu, Action<JsonObject>? change = null, JsonObject? pool = null, string? directory = null)
    {
        JsonObject configuration = RunningProxy.Configuration("http://127.0.0.1:9");
        pool ??= [];
        pool["servers"] = new JsonArray(gpu.Url);
        pool["concurrency"] = 1;
        configuration["backends"] = new JsonObject { ["gpu"] = pool };
        JsonObject route = configuration.Insure(_intake, "gpu");
        change?.Invoke(route);
        return RunningProxy.StartAsync(configuration, directory);
    }
}
