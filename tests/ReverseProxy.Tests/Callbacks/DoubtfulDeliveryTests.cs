using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ReverseProxy.Callbacks;
using ReverseProxy.Tests.Backends;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Callbacks;

/// <summary>A delivery of which nothing was heard may have arrived: the orchestrator is asked before it is made again.</summary>
public sealed class DoubtfulDeliveryTests : IDisposable
{
    private const int SigKill = 9;

    private readonly string _directory = Directory.CreateTempSubdirectory("proxy-doubt-").FullName;
    private readonly int _intake = FreePort.Next();

    [Theory]
    [InlineData("""{"id":"j","status":"SUCCESS"}""")]
    [InlineData("""{"job":{"job_status":"completed"}}""")]
    public async Task What_the_orchestrator_has_down_as_done_is_not_delivered_again(string answer)
    {
        await using StubBackend receiver = Receiver((_, connection) => Task.Run(connection.Reset));
        await using StubBackend orchestrator = StubBackend.Start((_, connection) => connection.WriteJsonAsync(answer));
        await using WorkingGpu gpu = new();
        await using RunningProxy proxy = await RunningProxy.StartAsync(Configuration(gpu, orchestrator.Url));

        await DeliverAsync(proxy, gpu, receiver);

        await proxy.LoggedAsync("Result of job a/b is not delivered to 127.0.0.1 again");
        await Task.Delay(800, RawClient.Token);
        receiver.Seen.Count.ShouldBe(1);
        orchestrator.Seen.ShouldContain(request => request.Target == "/jobs/a%2Fb");
        CallbackDesk desk = proxy.Server.Services.GetRequiredService<CallbackDesk>();
        (desk.Fates[CallbackFate.Delivered], desk.Owed).ShouldBe((1, 0));
    }

    [Theory]
    [InlineData("""{"status":"PENDING"}""", 200)]
    [InlineData("""{"status":"FAILED"}""", 200)]
    [InlineData("""{"detail":"Not Found"}""", 404)]
    [InlineData("<html>", 200)]
    [InlineData("""["SUCCESS"]""", 200)]
    public async Task What_it_does_not_know_to_be_done_is(string answer, int status)
    {
        await using StubBackend receiver = Receiver((_, connection) => Task.Run(connection.Reset));
        await using StubBackend orchestrator = StubBackend.Start((_, connection) => connection.WriteJsonAsync(answer, status));
        await using WorkingGpu gpu = new();
        await using RunningProxy proxy = await RunningProxy.StartAsync(Configuration(gpu, orchestrator.Url));

        await DeliverAsync(proxy, gpu, receiver);

        await proxy.LoggedAsync("delivered to 127.0.0.1 at try 2");
        Questions(orchestrator).ShouldBe(1);
    }

    [Fact]
    public async Task An_orchestrator_that_is_away_does_not_keep_a_result_back()
    {
        await using StubBackend receiver = Receiver((_, connection) => Task.Run(connection.Reset));
        await using WorkingGpu gpu = new();
        await using RunningProxy proxy = await RunningProxy.StartAsync(Configuration(gpu, $"http://127.0.0.1:{FreePort.Next()}"));

        await DeliverAsync(proxy, gpu, receiver);

        await proxy.LoggedAsync("delivered to 127.0.0.1 at try 2");
    }

    [Theory]
    [InlineData(500, 0)]
    [InlineData(400, 0)]
    [InlineData(503, 0)]
    [InlineData(502, 1)]
    [InlineData(504, 1)]
    [InlineData(524, 1)]
    public async Task An_answer_of_the_receivers_own_leaves_no_doubt(int status, int questions)
    {
        await using StubBackend receiver = Receiver((_, connection) => connection.WriteJsonAsync("{}", status));
        await using StubBackend orchestrator = StubBackend.Start((_, connection) => connection.WriteJsonAsync("""{"status":"PENDING"}"""));
        await using WorkingGpu gpu = new();
        await using RunningProxy proxy = await RunningProxy.StartAsync(Configuration(gpu, orchestrator.Url));

        await DeliverAsync(proxy, gpu, receiver);

        await proxy.LoggedAsync("delivered to 127.0.0.1 at try 2");
        Questions(orchestrator).ShouldBe(questions);
    }

    [Fact]
    public async Task A_receiver_that_cannot_be_reached_has_not_got_it()
    {
        int port = FreePort.Next();
        await using StubBackend orchestrator = StubBackend.Start((_, connection) => connection.WriteJsonAsync("""{"status":"SUCCESS"}"""));
        await using WorkingGpu gpu = new();
        await using RunningProxy proxy = await RunningProxy.StartAsync(Configuration(gpu, orchestrator.Url));
        await PostAsync(proxy.Port, $"http://127.0.0.1:{port}/c");
        await gpu.EndAsync(0);
        await proxy.LoggedAsync("not delivered to 127.0.0.1 at try 1");

        await using StubBackend receiver = StubBackend.Start((_, connection) => connection.WriteJsonAsync("{}"), port);

        await proxy.LoggedAsync("delivered to 127.0.0.1 at try");
        await HealthTests.WaitAsync(() => receiver.Seen.Count == 1);
        Questions(orchestrator).ShouldBe(0);
    }

    [Fact]
    public async Task A_delivery_that_a_crash_cut_off_is_asked_for_too()
    {
        await using StubBackend receiver = StubBackend.Start((_, connection) => connection.WaitForCloseAsync());
        await using StubBackend orchestrator = StubBackend.Start((_, connection) => connection.WriteJsonAsync("""{"status":"SUCCESS"}"""));
        await using WorkingGpu gpu = new();
        JsonObject configuration = Configuration(gpu, orchestrator.Url);
        configuration["server"] = new JsonObject { ["host"] = "127.0.0.1", ["port"] = 0, ["state_dir"] = Path.Combine(_directory, "state") };
        string path = Path.Combine(_directory, "config.json");
        await File.WriteAllTextAsync(path, configuration.ToJsonString(), RawClient.Token);
        await using (ProxyProcess proxy = ProxyProcess.Start(["--config", path]))
        {
            await PostAsync(await proxy.PortAsync(), $"{receiver.Url}/c");
            await gpu.EndAsync(0);
            await HealthTests.WaitAsync(() => receiver.Seen.Count == 1);
            proxy.Signal(SigKill);
            await proxy.ExitAsync();
        }

        await using ProxyProcess next = ProxyProcess.Start(["--config", path]);

        await next.LineAsync("Result of job a/b is not delivered to 127.0.0.1 again");
        receiver.Seen.Count.ShouldBe(1);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    /// <summary>A receiver that takes a result, but not at the first time.</summary>
    private static StubBackend Receiver(Func<SeenRequest, StubConnection, Task> first)
    {
        int tries = 0;
        return StubBackend.Start((request, connection) => Interlocked.Increment(ref tries) == 1 ? first(request, connection) : connection.WriteJsonAsync("{}"));
    }

    private static int Questions(StubBackend orchestrator) => orchestrator.Seen.Count(request => request.Target.StartsWith("/jobs/", StringComparison.Ordinal));

    private static async Task DeliverAsync(RunningProxy proxy, WorkingGpu gpu, StubBackend receiver)
    {
        await PostAsync(proxy.Port, $"{receiver.Url}/c");
        await gpu.EndAsync(0);
    }

    private static async Task PostAsync(int port, string url)
    {
        byte[] body = Encoding.UTF8.GetBytes($$"""{"job_id":"a/b","callback_url":"{{url}}"}""");
        (await RawClient.SendAsync(port, "POST", "/inference", Sender.Validator.Headers(TimeProvider.System, body), body)).Status.ShouldBe(202);
    }

    private JsonObject Configuration(WorkingGpu gpu, string orchestrator)
    {
        JsonObject configuration = RunningProxy.Configuration(gpu.Url);
        _ = configuration.Insure(_intake);
        configuration["watch"] = new JsonObject { ["orchestrator_url"] = orchestrator };
        return configuration;
    }
}
