using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using ReverseProxy.Backends;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Backends;

/// <summary>One job at a time, the right one next, and no job that cannot be done in time.</summary>
public class AdmissionTests
{
    private const string Public = """[{ "path": "/inference", "backend": "inference" }, { "path": "/stranger", "backend": "inference", "auth": "public" }]""";

    [Fact]
    public async Task A_server_works_on_as_many_jobs_as_it_may_and_the_rest_waits()
    {
        int running = 0;
        int most = 0;
        await using StubBackend backend = StubBackend.Start(async (_, connection) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Delay(50, connection.Stop);
            Interlocked.Decrement(ref running);
            await connection.WriteJsonAsync("{}");
        });
        await using RunningProxy proxy = await PoolTests.StartAsync($$"""{ "inference": { "servers": ["{{backend.Url}}"], "concurrency": 2, "queue": 20 } }""");

        RawResponse[] answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Sender.Validator.PostAsync(proxy)));

        answers.ShouldAllBe(answer => answer.Status == 200);
        most.ShouldBe(2);
    }

    [Fact]
    public async Task Who_finds_the_line_full_is_refused_at_once()
    {
        await using Gpu gpu = new();
        await using RunningProxy proxy = await PoolTests.StartAsync($$"""{ "inference": { "servers": ["{{gpu.Url}}"], "concurrency": 1, "queue": 1 } }""");
        Task<RawResponse> running = Sender.Validator.PostAsync(proxy);
        await gpu.HasAsync(1);
        Task<RawResponse> waiting = Sender.Validator.PostAsync(proxy);
        await LineAsync(proxy, 1);

        RawResponse refused = await Sender.Validator.PostAsync(proxy);

        (refused.Status, refused.Detail).ShouldBe((503, "Too many jobs are waiting"));
        refused.Header("X-Refusal-Reason").ShouldBe("queue_full");
        int.Parse(refused.Header("Retry-After")!).ShouldBeGreaterThan(0);
        JsonDocument.Parse(refused.Body).RootElement.GetProperty("estimate_seconds").GetDouble().ShouldBeGreaterThanOrEqualTo(0);
        gpu.Release(2);
        (await running).Status.ShouldBe(200);
        (await waiting).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Known_senders_come_before_strangers_and_take_their_place_where_there_is_none()
    {
        await using Gpu gpu = new();
        await using RunningProxy proxy = await PoolTests.StartAsync($$"""{ "inference": { "servers": ["{{gpu.Url}}"], "concurrency": 1, "queue": 2 } }""", Public);
        Task<RawResponse> running = Sender.Validator.PostAsync(proxy);
        await gpu.HasAsync(1);
        Task<RawResponse> stranger = StrangerAsync(proxy, "1");
        await LineAsync(proxy, 1);
        Task<RawResponse> second = StrangerAsync(proxy, "2");
        await LineAsync(proxy, 2);

        Task<RawResponse> known = Sender.Validator.PostAsync(proxy, "/inference", "known");

        (await second).Status.ShouldBe(503);
        gpu.Release(3);
        await Task.WhenAll(running, stranger, known);
        gpu.Order.Skip(1).ShouldBe(["/inference", "/stranger"]);
    }

    [Fact]
    public async Task Of_equals_the_earliest_deadline_comes_first()
    {
        await using Gpu gpu = new();
        await using RunningProxy proxy = await PoolTests.StartAsync(
            $$"""{ "inference": { "servers": ["{{gpu.Url}}"], "concurrency": 1, "queue": 9 } }""",
            """
            [{ "path": "/none", "backend": "inference" }, { "path": "/later", "backend": "inference", "deadline": 60 }, { "path": "/sooner", "backend": "inference", "deadline": 30 }]
            """);
        List<Task<RawResponse>> all = [Sender.Validator.PostAsync(proxy)];
        await gpu.HasAsync(1);
        foreach (string path in new[] { "/none", "/later", "/sooner" })
        {
            all.Add(Sender.Validator.PostAsync(proxy, path));
            await LineAsync(proxy, all.Count - 1);
        }

        gpu.Release(4);
        await Task.WhenAll(all);

        gpu.Order.Skip(1).ShouldBe(["/sooner", "/later", "/none"]);
    }

    [Fact]
    public async Task A_job_that_cannot_be_done_in_time_is_refused_at_once_with_the_estimate()
    {
        await using Gpu gpu = new();
        await using RunningProxy proxy = await PoolTests.StartAsync(
            $$"""{ "inference": { "servers": ["{{gpu.Url}}"], "concurrency": 1, "queue": 9 } }""",
            """[{ "path": "/inference", "backend": "inference", "deadline": 1.5 }]""");
        for (int i = 0; i < 4; i++)
        {
            // It is learned that a job takes one second.
            Task<RawResponse> job = Sender.Validator.PostAsync(proxy);
            await gpu.HasAsync(i + 1);
            await Task.Delay(1_000, RawClient.Token);
            gpu.Release(1);
            (await job).Status.ShouldBe(200);
        }

        Task<RawResponse> running = Sender.Validator.PostAsync(proxy);
        await gpu.HasAsync(5);
        Stopwatch watch = Stopwatch.StartNew();
        RawResponse refused = await Sender.Validator.PostAsync(proxy);

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromMilliseconds(800));
        (refused.Status, refused.Detail).ShouldBe((503, "The job cannot be done in time"));
        JsonElement json = JsonDocument.Parse(refused.Body).RootElement;
        json.GetProperty("estimate_seconds").GetDouble().ShouldBeInRange(1.5, 3.5);
        json.GetProperty("retry_after").GetInt32().ShouldBeInRange(1, 2);
        refused.Header("Retry-After").ShouldBe(json.GetProperty("retry_after").GetRawText());
        await proxy.LoggedAsync("refused_deadline");
        gpu.Release(1);
        (await running).Status.ShouldBe(200);
        gpu.Order.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Whoever_waits_in_vain_is_told_before_its_deadline_and_whoever_hangs_up_leaves_the_line()
    {
        await using Gpu gpu = new();
        await using RunningProxy proxy = await PoolTests.StartAsync(
            $$"""{ "inference": { "servers": ["{{gpu.Url}}"], "concurrency": 1, "queue": 9 } }""",
            """[{ "path": "/short", "backend": "inference", "deadline": 0.7 }]""");
        Task<RawResponse> running = Sender.Validator.PostAsync(proxy);
        await gpu.HasAsync(1);
        Task<RawResponse> vain = Sender.Validator.PostAsync(proxy, "/short");
        await LineAsync(proxy, 1);
        byte[] body = "left"u8.ToArray();
        using (RawClient client = await RawClient.ConnectAsync(proxy.Port))
        {
            await client.WriteAsync(RawClient.Request("POST", "/inference", Sender.Validator.Headers(proxy, body), body));
            await LineAsync(proxy, 2);
            client.Reset();
        }

        (await vain).Status.ShouldBe(503);
        await proxy.LoggedAsync("client_gone");
        await LineAsync(proxy, 0);
        gpu.Release(2);
        (await running).Status.ShouldBe(200);
        (await Sender.Validator.PostAsync(proxy, "/inference", "next")).Status.ShouldBe(200);
        gpu.Order.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_question_about_a_job_does_not_wait_behind_jobs()
    {
        await using Gpu gpu = new();
        await using RunningProxy proxy = await PoolTests.StartAsync(
            $$"""{ "inference": { "servers": ["{{gpu.Url}}"], "concurrency": 1, "queue": 0 } }""",
            """[{ "path": "/status/{id}", "methods": ["GET"], "backend": "inference" }]""");
        Task<RawResponse> running = Sender.Validator.PostAsync(proxy);
        await gpu.HasAsync(1);

        Task<RawResponse> status = RawClient.SendAsync(proxy.Port, "GET", "/status/7", Sender.Validator.Headers(proxy, []));
        await gpu.HasAsync(2);
        gpu.Release(2);

        (await status).Status.ShouldBe(200);
        (await running).Status.ShouldBe(200);
    }

    private static Task<RawResponse> StrangerAsync(RunningProxy proxy, string body) =>
        RawClient.SendAsync(proxy.Port, "POST", "/stranger", [], System.Text.Encoding.UTF8.GetBytes(body));

    private static async Task LineAsync(RunningProxy proxy, int length)
    {
        BackendPool pool = ((BackendRegistry)proxy.Server.Services.GetService(typeof(BackendRegistry))!).Pools.Single(pool => pool.Name == "inference");
        await HealthTests.WaitAsync(() => pool.Waiting == length);
    }

    /// <summary>A backend whose jobs end when they are told to.</summary>
    private sealed class Gpu : IAsyncDisposable
    {
        private readonly SemaphoreSlim _ends = new(0);
        private readonly StubBackend _backend;

        public Gpu()
        {
            _backend = StubBackend.Start(async (request, connection) =>
            {
                Order.Enqueue(request.Target);
                await _ends.WaitAsync(connection.Stop);
                await connection.WriteJsonAsync("{}");
            });
        }

        public string Url => _backend.Url;

        public ConcurrentQueue<string> Order { get; } = new();

        public Task HasAsync(int jobs) => HealthTests.WaitAsync(() => Order.Count == jobs);

        public void Release(int jobs) => _ends.Release(jobs);

        public async ValueTask DisposeAsync()
        {
            await _backend.DisposeAsync();
            _ends.Dispose();
        }
    }
}
