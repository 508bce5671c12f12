using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ReverseProxy.Callbacks;
using ReverseProxy.Tests.Backends;
using ReverseProxy.Tests.Support;
using ReverseProxy.Tests.Tls;

namespace ReverseProxy.Tests.Callbacks;

/// <summary>A result goes out over a connection that was opened while the backend was still working.</summary>
public sealed class WarmDeliveryTests : IDisposable
{
    private const string Secret = "/owed-to-nobody-else";

    private readonly string _directory = Directory.CreateTempSubdirectory("proxy-warm-").FullName;
    private readonly int _intake = FreePort.Next();
    private readonly TestAuthority _authority = new();

    [Fact]
    public async Task A_delivery_over_TLS_pays_for_no_handshake()
    {
        await using TlsReceiver receiver = Receiver();
        await using WorkingGpu gpu = new();
        await using ProxyProcess proxy = Start(gpu);
        int port = await proxy.PortAsync();
        await PostAsync(port, receiver.Url + Secret);
        await HealthTests.WaitAsync(() => receiver.Handshakes.Count == 1);

        // A while, in which the receiver's session tickets arrive and lie there.
        await Task.Delay(300, RawClient.Token);
        long ended = Stopwatch.GetTimestamp();
        await gpu.EndAsync(0);

        await HealthTests.WaitAsync(() => receiver.Requests.Count == 1);
        await proxy.LineAsync("delivered to localhost at try 1");
        receiver.Handshakes.Count.ShouldBe(1);
        receiver.Handshakes.Single().ShouldBeLessThan(ended);
        receiver.Requests.Single().Connection.ShouldBe(1);
        (await CallbacksAsync(port)).GetProperty("connections_used").GetInt32().ShouldBe(1);
        proxy.Output.ShouldAllBe(line => !line.Contains(Secret));
    }

    [Fact]
    public async Task A_connection_that_the_receiver_closed_is_replaced_before_it_is_needed()
    {
        await using TlsReceiver receiver = Receiver();
        await using WorkingGpu gpu = new();
        await using ProxyProcess proxy = Start(gpu);
        int port = await proxy.PortAsync();
        await PostAsync(port, receiver.Url);
        await HealthTests.WaitAsync(() => receiver.Handshakes.Count == 1);

        await receiver.CloseAllAsync();
        await HealthTests.WaitAsync(() => receiver.Handshakes.Count == 2);
        await Task.Delay(100, RawClient.Token);
        await gpu.EndAsync(0);

        await HealthTests.WaitAsync(() => receiver.Requests.Count == 1);
        (receiver.Requests.Single().Connection, receiver.Handshakes.Count).ShouldBe((2, 2));
    }

    [Fact]
    public async Task A_connection_that_was_closed_an_instant_ago_costs_a_handshake_and_no_result()
    {
        await using TlsReceiver receiver = Receiver();
        await using WorkingGpu gpu = new();
        await using ProxyProcess proxy = Start(gpu);
        await PostAsync(await proxy.PortAsync(), receiver.Url);
        await HealthTests.WaitAsync(() => receiver.Handshakes.Count == 1);

        await receiver.CloseAllAsync();
        await gpu.EndAsync(0);

        await proxy.LineAsync("delivered to localhost at try");
        receiver.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task No_more_wait_than_results_are_awaited_and_none_when_none_is()
    {
        await using TlsReceiver receiver = Receiver();
        await using WorkingGpu gpu = new();
        await using ProxyProcess proxy = Start(gpu, concurrency: 0);
        int port = await proxy.PortAsync();
        for (int job = 0; job < 7; job++)
        {
            await PostAsync(port, receiver.Url);
        }

        await HealthTests.WaitAsync(() => receiver.Handshakes.Count == 4);
        await Task.Delay(1_500, RawClient.Token);
        receiver.Handshakes.Count.ShouldBe(4);
        (await CallbacksAsync(port)).GetProperty("connections_waiting").GetInt32().ShouldBe(4);

        await Task.WhenAll(Enumerable.Range(0, 7).Select(job => gpu.EndAsync(job)));
        await HealthTests.WaitAsync(() => receiver.Requests.Count == 7);
        for (int i = 0; i < 200 && (await CallbacksAsync(port)).GetProperty("connections_waiting").GetInt32() > 0; i++)
        {
            await Task.Delay(50, RawClient.Token);
        }

        (await CallbacksAsync(port)).GetProperty("connections_waiting").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task None_is_opened_to_an_address_that_is_not_public()
    {
        await using StubBackend inner = StubBackend.StartOk();
        await using WorkingGpu gpu = new();
        JsonObject configuration = Configuration(gpu, concurrency: 1);
        configuration["callbacks"]!.AsObject().Remove("allowed_networks");
        await using RunningProxy proxy = await RunningProxy.StartAsync(configuration);

        byte[] body = Encoding.UTF8.GetBytes($$"""{"callback_url":"{{inner.Url}}/x"}""");
        (await Sender.Validator.PostAsync(proxy, "/inference", body)).Status.ShouldBe(202);

        await Task.Delay(1_500, RawClient.Token);
        inner.Connections.ShouldBe(0);
        proxy.Server.Services.GetRequiredService<ParkedConnections>().Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task A_plain_connection_is_opened_ahead_too()
    {
        await using StubBackend receiver = StubBackend.StartOk();
        await using WorkingGpu gpu = new();
        await using RunningProxy proxy = await RunningProxy.StartAsync(Configuration(gpu, concurrency: 1));
        byte[] body = Encoding.UTF8.GetBytes($$"""{"callback_url":"{{receiver.Url}}/x"}""");

        (await Sender.Validator.PostAsync(proxy, "/inference", body)).Status.ShouldBe(202);
        await HealthTests.WaitAsync(() => receiver.Connections == 1);
        await gpu.EndAsync(0);

        await HealthTests.WaitAsync(() => receiver.Seen.Count == 1);
        receiver.Connections.ShouldBe(1);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static async Task<JsonElement> CallbacksAsync(int port) =>
        JsonDocument.Parse((await RawClient.SendAsync(port, "GET", "/status?verbose", [])).Body).RootElement.GetProperty("callbacks");

    private static async Task PostAsync(int port, string url)
    {
        byte[] body = Encoding.UTF8.GetBytes($$"""{"job_id":"j","callback_url":"{{url}}"}""");
        (await RawClient.SendAsync(port, "POST", "/inference", Sender.Validator.Headers(TimeProvider.System, body), body)).Status.ShouldBe(202);
    }

    private TlsReceiver Receiver()
    {
        X509Certificate2Collection chain = [];
        chain.ImportFromPem(_authority.IntermediatePem);
        return new(_authority.Issue("localhost", 90, "localhost"), chain);
    }

    /// <summary>The real program, which trusts the test's authority and nobody else.</summary>
    private ProxyProcess Start(WorkingGpu gpu, int concurrency = 1)
    {
        JsonObject configuration = Configuration(gpu, concurrency);
        configuration["server"] = new JsonObject { ["host"] = "127.0.0.1", ["port"] = 0, ["state_dir"] = Path.Combine(_directory, "state") };
        string path = Path.Combine(_directory, "config.json");
        File.WriteAllText(path, configuration.ToJsonString());
        string root = Path.Combine(_directory, "root.pem");
        File.WriteAllText(root, _authority.Root.ExportCertificatePem());
        return ProxyProcess.Start(["--config", path], null, ("SSL_CERT_FILE", root), ("SSL_CERT_DIR", _directory));
    }

    private JsonObject Configuration(WorkingGpu gpu, int concurrency)
    {
        JsonObject configuration = RunningProxy.Configuration(gpu.Url);
        configuration["backends"] = new JsonObject { ["inference"] = new JsonObject { ["servers"] = new JsonArray(gpu.Url), ["concurrency"] = concurrency } };
        _ = configuration.Insure(_intake);
        configuration["callbacks"]!["allowed_networks"]!.AsArray().Add("::1/128");
        return configuration;
    }
}
