using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ReverseProxy.Callbacks;
using ReverseProxy.Tests.Backends;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Callbacks;

/// <summary>A job's result comes to us and reaches whom it is owed to, once, whatever befalls on the way.</summary>
public sealed class CallbackInsuranceTests : IDisposable
{
    private const int SigKill = 9;
    private const string Secret = "s3cr3t-of-the-caller";

    private static readonly byte[] Image = RandomNumberGenerator.GetBytes(300_000);

    private readonly string _directory = Directory.CreateTempSubdirectory("proxy-callbacks-").FullName;
    private readonly int _intake = FreePort.Next();

    [Fact]
    public async Task A_result_comes_to_us_and_is_passed_on_as_it_came_and_once()
    {
        await using StubBackend caller = StubBackend.StartOk();
        await using StubBackend backend = AcceptingBackend();
        await using RunningProxy proxy = await StartAsync(backend);
        string body = $$"""{ "job_id": "j-1", "callback_url" : "{{caller.Url}}/callback?x=1", "callback_secret":"{{Secret}}", "prompt":"ü" }""";

        (string, string)[] digests = [("Content-MD5", "stale"), ("Digest", "sha-256=stale"), ("Content-Digest", "sha-256=:stale:"), ("X-Other", "stays")];
        (await Sender.Validator.PostAsync(proxy, "/inference", Encoding.UTF8.GetBytes(body), digests)).Status.ShouldBe(202);
        SeenRequest seen = backend.Seen.Single();
        string url = (string)JsonNode.Parse(seen.Body)!["callback_url"]!;
        RawResponse taken = await DeliverAsync(url);
        await HealthTests.WaitAsync(() => caller.Seen.Count == 1);
        RawResponse again = await DeliverAsync(url);

        url.ShouldStartWith($"http://127.0.0.1:{_intake}/callbacks/");
        Encoding.UTF8.GetString(seen.Body).ShouldBe(body.Replace($"{caller.Url}/callback?x=1", url));
        seen.Head.ContentLength.ShouldBe(seen.Body.Length);
        seen.Header("X-Signed-Body-Sha256").ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body))));
        seen.Head.Headers.ShouldNotContain(header => header.Value.Contains("stale"));
        seen.Header("X-Other").ShouldBe("stays");
        (taken.Status, taken.Text).ShouldBe((200, """{"status":"ok","again":false}"""));
        (again.Status, again.Text).ShouldBe((200, """{"status":"ok","again":true}"""));
        SeenRequest delivered = caller.Seen.Single();
        delivered.Target.ShouldBe("/callback?x=1");
        delivered.Body.ShouldBe(Image);
        delivered.Header("X-Callback-Secret").ShouldBe(Secret);
        delivered.Header("Content-Type").ShouldBe("multipart/form-data; boundary=b");
        await proxy.LoggedAsync("Result of job j-1 delivered to 127.0.0.1 at try 1");
        Files(proxy.Directory).ShouldBeEmpty();
        string token = url[^64..];
        proxy.Log.Texts.ShouldAllBe(line => !line.Contains(Secret) && !line.Contains(token) && !line.Contains("x=1"));
    }

    [Fact]
    public async Task A_result_that_is_refused_is_delivered_again_until_it_is_taken_and_then_never()
    {
        int tries = 0;
        await using StubBackend caller = StubBackend.Start((_, connection) => Interlocked.Increment(ref tries) switch
        {
            1 => connection.WriteJsonAsync("{}", 500),
            2 => Task.Run(connection.Reset),
            3 => connection.WriteAsync("HTTP/1.1 307 Elsewhere\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"),
            _ => connection.WriteJsonAsync("{}"),
        });
        await using StubBackend backend = AcceptingBackend();
        await using RunningProxy proxy = await StartAsync(backend);
        await PostAsync(proxy, $"{caller.Url}/c");

        await DeliverAsync(UrlSeenBy(backend));

        await proxy.LoggedAsync("delivered to 127.0.0.1 at try 4");
        await Task.Delay(500, RawClient.Token);
        caller.Seen.Count.ShouldBe(4);
        caller.Seen.ShouldAllBe(request => request.Body.SequenceEqual(Image));
    }

    [Fact]
    public async Task A_result_survives_being_killed_and_so_does_a_job_whose_result_is_awaited()
    {
        int callerPort = FreePort.Next();
        await using StubBackend backend = AcceptingBackend();
        string path = WriteConfiguration(backend);
        await using (ProxyProcess proxy = ProxyProcess.Start(["--config", path]))
        {
            int port = await proxy.PortAsync();
            foreach (string job in new[] { "has-result", "awaited" })
            {
                byte[] body = Encoding.UTF8.GetBytes($$"""{"job_id":"{{job}}","callback_url":"http://127.0.0.1:{{callerPort}}/{{job}}"}""");
                (await RawClient.SendAsync(port, "POST", "/inference", Sender.Validator.Headers(TimeProvider.System, body), body)).Status.ShouldBe(202);
            }

            (await DeliverAsync(UrlSeenBy(backend, 0))).Status.ShouldBe(200);
            proxy.Signal(SigKill);
            await proxy.ExitAsync();
        }

        await using StubBackend caller = StubBackend.Start((_, connection) => connection.WriteJsonAsync("{}"), callerPort);
        await using ProxyProcess next = ProxyProcess.Start(["--config", path]);
        await next.PortAsync();
        (await DeliverAsync(UrlSeenBy(backend, 1))).Status.ShouldBe(200);

        await HealthTests.WaitAsync(() => caller.Seen.Count == 2);
        caller.Seen.Select(request => request.Target).Order().ShouldBe(["/awaited", "/has-result"]);
        caller.Seen.ShouldAllBe(request => request.Body.SequenceEqual(Image) && request.Header("X-Callback-Secret") == Secret);
        await next.LineAsync("Took over 1 results to deliver and 1 that are awaited");
        await HealthTests.WaitAsync(() => Files(_directory).Length == 0);
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/x")]
    [InlineData("http://localhost:{0}/x")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/x")]
    [InlineData("http://2130706433:{0}/x")]
    public async Task Nothing_is_delivered_to_an_address_that_is_not_public(string target)
    {
        await using StubBackend inner = StubBackend.StartOk();
        await using StubBackend backend = AcceptingBackend();
        await using RunningProxy proxy = await StartAsync(backend, callbacks => callbacks.Remove("allowed_networks"));
        await PostAsync(proxy, string.Format(null, target, inner.Port));

        await DeliverAsync(UrlSeenBy(backend));

        await proxy.LoggedAsync("has no public address");
        inner.Connections.ShouldBe(0);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"callback_url":"ftp://example.org/x"}""")]
    [InlineData("""{"callback_url":"http://user:password@example.org/x"}""")]
    [InlineData("not JSON")]
    public async Task A_body_without_a_URL_that_can_be_insured_stays_as_it_is(string body)
    {
        await using StubBackend backend = AcceptingBackend();
        await using RunningProxy proxy = await StartAsync(backend);

        (await Sender.Validator.PostAsync(proxy, "/inference", body)).Status.ShouldBe(202);

        Encoding.UTF8.GetString(backend.Seen.Single().Body).ShouldBe(body);
        backend.Seen.Single().Header("X-Signed-Body-Sha256").ShouldBeNull();
    }

    [Fact]
    public async Task Nothing_is_awaited_for_a_job_that_the_backend_refused()
    {
        await using StubBackend backend = StubBackend.Start((_, connection) => connection.WriteJsonAsync("{}", 503));
        await using RunningProxy proxy = await StartAsync(backend);

        (await PostAsync(proxy, "http://127.0.0.1:9/x")).Status.ShouldBe(503);

        await HealthTests.WaitAsync(() => Files(proxy.Directory).Length == 0);
        (await DeliverAsync(UrlSeenBy(backend))).Status.ShouldBe(404);
        proxy.Server.Services.GetRequiredService<CallbackDesk>().Awaited.ShouldBe(0);
    }

    [Fact]
    public async Task Where_nothing_can_be_kept_the_backend_gets_the_URL_it_would_have_got()
    {
        await using StubBackend backend = AcceptingBackend();
        await using RunningProxy proxy = await StartAsync(backend);
        await File.WriteAllTextAsync(Path.Combine(proxy.Directory, "state", "callbacks"), "in the way", RawClient.Token);

        (await PostAsync(proxy, "http://127.0.0.1:9/own")).Status.ShouldBe(202);

        UrlSeenBy(backend).ShouldBe("http://127.0.0.1:9/own");
        await proxy.LoggedAsync("Results are not kept");
    }

    [Fact]
    public async Task A_result_whose_place_on_disk_has_gone_is_delivered_from_memory()
    {
        await using StubBackend caller = StubBackend.StartOk();
        await using StubBackend backend = AcceptingBackend();
        await using RunningProxy proxy = await StartAsync(backend);
        await PostAsync(proxy, $"{caller.Url}/c");
        await HealthTests.WaitAsync(() => Files(proxy.Directory).Any(file => file.EndsWith(".place", StringComparison.Ordinal)));
        Directory.Delete(Path.Combine(proxy.Directory, "state", "callbacks"), recursive: true);

        (await DeliverAsync(UrlSeenBy(backend))).Status.ShouldBe(200);

        await HealthTests.WaitAsync(() => caller.Seen.Count == 1);
        caller.Seen.Single().Body.ShouldBe(Image);
    }

    [Fact]
    public async Task A_result_that_nobody_takes_is_given_up_in_the_end()
    {
        await using StubBackend backend = AcceptingBackend();
        await using RunningProxy proxy = await StartAsync(backend, callbacks => callbacks["expiry"] = 1);
        await PostAsync(proxy, $"http://127.0.0.1:{FreePort.Next()}/gone");

        await DeliverAsync(UrlSeenBy(backend));

        (await proxy.LoggedAsync("is given up")).ShouldContain("127.0.0.1 did not take it in time");
        await HealthTests.WaitAsync(() => Files(proxy.Directory).Length == 0);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static StubBackend AcceptingBackend() => StubBackend.Start((_, connection) => connection.WriteJsonAsync("""{"status":"queued"}""", 202));

    private static Task<RawResponse> PostAsync(RunningProxy proxy, string url) =>
        Sender.Validator.PostAsync(proxy, "/inference", $$"""{"job_id":"j","callback_url":"{{url}}"}""");

    private static string UrlSeenBy(StubBackend backend, int index = 0) => (string)JsonNode.Parse(backend.Seen.ElementAt(index).Body)!["callback_url"]!;

    private static string[] Files(string directory) =>
        Directory.Exists(Path.Combine(directory, "state", "callbacks")) ? Directory.GetFiles(Path.Combine(directory, "state", "callbacks")) : [];

    /// <summary>What a backend does when a job is done.</summary>
    private static Task<RawResponse> DeliverAsync(string url)
    {
        Uri target = new(url);
        return RawClient.SendAsync(
            target.Port, "POST", target.PathAndQuery, [("Content-Type", "multipart/form-data; boundary=b"), ("X-Callback-Secret", Secret)], Image);
    }

    private Task<RunningProxy> StartAsync(StubBackend backend, Action<JsonObject>? change = null) => RunningProxy.StartAsync(Configuration(backend, change));

    private JsonObject Configuration(StubBackend backend, Action<JsonObject>? change = null)
    {
        JsonObject configuration = RunningProxy.Configuration(backend.Url);
        _ = configuration.Insure(_intake);
        change?.Invoke(configuration["callbacks"]!.AsObject());
        return configuration;
    }

    private string WriteConfiguration(StubBackend backend)
    {
        JsonObject configuration = Configuration(backend);
        configuration["server"] = new JsonObject { ["host"] = "127.0.0.1", ["port"] = 0, ["state_dir"] = Path.Combine(_directory, "state") };
        string path = Path.Combine(_directory, "config.json");
        File.WriteAllText(path, configuration.ToJsonString());
        return path;
    }
}
