using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ReverseProxy.Recording;
using ReverseProxy.Serving;
using ReverseProxy.Tests.Support;
using ReverseProxy.Tests.Telemetry;

namespace ReverseProxy.Tests.Recording;

/// <summary>What is kept of requests, read from the files that the running proxy writes.</summary>
public class FlightRecorderTests
{
    [Fact]
    public async Task The_trail_of_a_request_tells_each_stage_and_no_secret()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        byte[] body = """{"callback_secret":"hush-hush"}"""u8.ToArray();
        List<(string Name, string Value)> headers = Sender.Validator.Headers(proxy, body, uuid: "a-uuid");

        RawResponse answer = await RawClient.SendAsync(
            proxy.Port, "POST", "/inference?token=hush", [.. headers, ("Cookie", "hush"), ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")], body);

        Trail trail = (await TrailsAsync(proxy, 1)).Single();
        (trail.Id, trail.Status, trail.Verdict, trail.Sender, trail.SenderClass).ShouldBe((answer.Header("X-Request-Id"), 200, "accepted", Sender.Validator.Address, "known"));
        (trail.Method, trail.Path, trail.Route, trail.Server, trail.Address).ShouldBe(("POST", "/inference", "/inference", $"127.0.0.1:{backend.Port}", "127.0.0.1"));
        (trail.Bytes, trail.BodySha256, trail.AnswerBytes).ShouldBe((body.Length, backend.Seen.Single().BodySha256, 11));
        (trail.Uuid, trail.SignedFor, trail.TraceId).ShouldBe(("a-uuid", RunningProxy.Miner, "0af7651916cd43dd8448eb211c80319c"));
        double?[] stages = [trail.HeadersMs, trail.BodyMs, trail.SignatureMs, trail.AcceptedMs, trail.ForwardedMs, trail.TotalMs];
        stages.ShouldBe(stages.Order().ToArray());
        stages.ShouldAllBe(stage => stage > 0);
        Math.Abs((trail.At - proxy.Clock.GetUtcNow()).TotalSeconds).ShouldBeLessThan(10);

        string file = await File.ReadAllTextAsync(Files(proxy).List().Single(), RawClient.Token);
        file.ShouldNotContain("hush");
        file.ShouldNotContain(headers.Single(header => header.Name == "Epistula-Signature").Value[2..]);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Files(proxy).List().Single()).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task A_flood_of_strangers_leaves_the_validators_in_the_ring()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        using ScopedMeter meter = new(proxy);
        for (int i = 0; i < TrailBudget.Strangers + 20; i++)
        {
            await RawClient.GetAsync(proxy.Port, "/wp-login.php");
        }

        await Sender.Validator.PostAsync(proxy);

        await ProxyMetricsTests.WaitAsync(() => Files(proxy).Read().Any(trail => trail.Verdict == "accepted"));
        Files(proxy).Read().Count(trail => trail.Verdict == "no_route").ShouldBe(TrailBudget.Strangers);
        meter.Of("reverse_proxy.recorder.trails").Where(seen => seen.Tags["fate"] is "over_budget").Max(seen => seen.Value).ShouldBe(20);
    }

    [Fact]
    public async Task Switched_off_it_writes_nothing()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url, configuration => configuration["recorder"] = new JsonObject { ["size"] = 0 });

        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);
        await proxy.Server.StopAsync(RawClient.Token);

        Files(proxy).List().ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_nothing_can_be_written_serving_goes_on()
    {
        await using StubBackend backend = StubBackend.StartOk();
        string directory = Directory.CreateTempSubdirectory("proxy-trails-").FullName;
        Directory.CreateDirectory(Path.Combine(directory, "state", "trails-0-000000001.jsonl"));

        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url, directory: directory);

        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);
        await proxy.LoggedAsync("Flight recorder: trails are not kept");
    }

    [Fact]
    public async Task What_was_recorded_survives_a_killed_process()
    {
        await using StubBackend backend = StubBackend.StartOk();
        string directory = Directory.CreateTempSubdirectory("proxy-trails-").FullName;
        JsonObject configuration = RunningProxy.Configuration(backend.Url);
        configuration["server"] = new JsonObject { ["host"] = "127.0.0.1", ["port"] = 0, ["state_dir"] = directory };
        string path = Path.Combine(directory, "config.json");
        await File.WriteAllTextAsync(path, configuration.ToJsonString(), RawClient.Token);
        TrailFiles files = new(directory, 0);
        RawResponse answer;
        await using (ProxyProcess proxy = ProxyProcess.Start(["--config", path]))
        {
            int port = await proxy.PortAsync();
            answer = await RawClient.SendAsync(port, "POST", "/inference", Sender.Validator.Headers(TimeProvider.System, "{}"u8.ToArray(), signedFor: "5Somebody"), "{}"u8.ToArray());
            answer.Status.ShouldBe(401);
            await ProxyMetricsTests.WaitAsync(() => files.Read().Any());
            proxy.Signal(9);
            (await proxy.ExitAsync()).ShouldBe(137);
        }

        string id = answer.Header("X-Request-Id")!;
        (int exitCode, string output, _) = await ProxyProcess.RunAsync(["explain", id, "-c", path]);
        exitCode.ShouldBe(0);
        output.ShouldContain($"Request {id}: POST /inference, from 127.0.0.1");
        output.ShouldContain($"It claims to be signed by {Sender.Validator.Address}, who is known here; that was not verified.");
        output.ShouldContain("It was answered with 401");
        output.ShouldContain("it is signed for another miner (receiver_mismatch).");
        output.ShouldContain("What to do: if it is a validator's, compare auth.miner_hotkey");
        output.ShouldMatch(@"ENDED +receiver +signed for 5Somebody");
        output.ShouldMatch(@"passed +headers");
        output.ShouldMatch(@"-  +signature");

        (exitCode, output, _) = await ProxyProcess.RunAsync(["tail", "--no-follow", "--status", "4xx", "--json", "-c", path]);
        (exitCode, JsonNode.Parse(output)!["id"]!.GetValue<string>()).ShouldBe((0, id));
        (await ProxyProcess.RunAsync(["tail", "--no-follow", "--sender", Sender.Stranger.Address, "-c", path])).ShouldBe((0, string.Empty, string.Empty));

        configuration["auth"]!["miner_hotkey"] = "5Somebody";
        await File.WriteAllTextAsync(path, configuration.ToJsonString(), RawClient.Token);
        (exitCode, output, _) = await ProxyProcess.RunAsync(["replay", id, "-c", path]);
        exitCode.ShouldBe(0);
        output.ShouldContain("Recorded: 401 receiver_mismatch: it is signed for another miner.");
        output.ShouldContain("With the present configuration: accepted");
        output.ShouldContain("Taken as recorded: the signature, which was never looked at: taken to be right.");

        (exitCode, _, string errors) = await ProxyProcess.RunAsync(["explain", "nosuchrequest", "-c", path]);
        (exitCode, errors).ShouldBe((1, "reverse-proxy: request nosuchrequest is not among those that are kept: it is older, or one of a stranger's many, of which a few a minute are kept"));
    }

    internal static TrailFiles Files(RunningProxy proxy) => new(Path.Combine(proxy.Directory, "state"), 0);

    [Fact]
    public async Task Once_the_server_is_disposed_of_nothing_is_written_any_more()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync("http://127.0.0.1:1");
        FlightRecorder recorder = proxy.Server.Services.GetRequiredService<FlightRecorder>();
        Exchange exchange = new(new DefaultHttpContext(), proxy.Server.Services.GetRequiredService<SnapshotHolder>().Current, Stopwatch.GetTimestamp())
        {
            Authenticated = true,
            SenderIsKnown = true,
        };
        for (int i = 0; i < 4_000; i++)
        {
            recorder.Record(exchange);
        }

        await proxy.Server.DisposeAsync();

        Files(proxy).Read().Count().ShouldBe(4_000);
    }

    internal static async Task<IReadOnlyList<Trail>> TrailsAsync(RunningProxy proxy, int count)
    {
        await ProxyMetricsTests.WaitAsync(() => Files(proxy).Read().Count() >= count);
        return [.. Files(proxy).Read()];
    }
}
