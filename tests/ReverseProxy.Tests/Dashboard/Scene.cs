using System.Text;
using System.Text.Json.Nodes;
using FakeNode;
using FakeNode.Chain;
using Microsoft.Extensions.DependencyInjection;
using ReverseProxy.Backends;
using ReverseProxy.Tests.Support;
using ReverseProxy.Tests.Telemetry;
using ReverseProxy.Tests.Tls;
using ReverseProxy.Watching;
using Substrate.Cryptography;

namespace ReverseProxy.Tests.Dashboard;

/// <summary>A miner with everything: a chain that knows him, TLS, two GPU servers of which one is down, insured callbacks, an orchestrator.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private readonly FakeSubstrateNode _node;
    private readonly StubBackend _well;
    private readonly StubBackend _ill;
    private readonly StubBackend _orchestrator;
    private readonly Relay _relay;

    private Scene(AdminProxy admin, FakeSubstrateNode node, StubBackend well, StubBackend ill, StubBackend orchestrator, Relay relay) =>
        (Admin, _node, _well, _ill, _orchestrator, _relay) = (admin, node, well, ill, orchestrator, relay);

    public AdminProxy Admin { get; }

    public int PublicPort => _relay.Port;

    public static async Task<Scene> StartAsync()
    {
        TestAuthority authority = new();
        (string certificate, string key) = authority.Write(authority.Issue("miner", 78, "127.0.0.1"), Directory.CreateTempSubdirectory("dashboard-").FullName, "miner");
        Relay relay = new();
        FakeSubstrateNode node = await FakeSubstrateNode.StartAsync();
        _ = node.Chain.Register(11, AccountId.Parse(RunningProxy.Miner), alpha: 6_120_000_000_000);
        StubBackend well = StubBackend.Start(async (request, connection) =>
        {
            await Task.Delay(request.Body.Length / 4, connection.Stop);
            await connection.WriteJsonAsync("""{"job_id":"1","status":"queued"}""", request.Target == "/health" ? 200 : 202);
        });
        StubBackend ill = StubBackend.Start((_, connection) => connection.WriteJsonAsync("{}", 503));
        StubBackend orchestrator = StubBackend.Start((request, connection) => connection.WriteJsonAsync(request.Target switch
        {
            "/miner_status" => $$"""{"data":{"{{RunningProxy.Miner}}":{"valid":true,"capacity":{"base-h100_pcie":true,"img-h100_pcie":true},"alpha_stake":6120,"failure_count":0 } } }""",
            "/banned/addresses" => """{"addresses":[]}""",
            _ => $$"""{"scores":{"{{RunningProxy.Miner}}":{"status":"COMPLETED","score":{"total_score":0.71 } } } }""",
        }));
        AdminProxy admin = await AdminProxy.StartAsync(
            well.Url,
            configuration =>
            {
                configuration["server"] = new JsonObject
                {
                    ["public_address"] = "127.0.0.1",
                    ["public_port"] = relay.Port,
                    ["tls"] = new JsonObject { ["certificate"] = certificate, ["key"] = key },
                };
                configuration["capacity"] = new JsonObject { ["base-h100_pcie"] = true, ["img-h100_pcie"] = true };
                configuration["auth"]!["chain_endpoint"] = node.Endpoint.ToString();
                configuration["auth"]!["policies"] = new JsonArray(new JsonObject { ["policy"] = "allow_list", ["mode"] = "enforce" }, new JsonObject { ["policy"] = "validator_permit", ["mode"] = "warn" });
                configuration["watch"] = new JsonObject { ["interval"] = 86_400, ["orchestrator_url"] = orchestrator.Url, ["required_alpha"] = "6000" };
                _ = configuration.Insure(FreePort.Next());
                configuration["backends"] = new JsonObject
                {
                    ["inference"] = new JsonObject { ["servers"] = new JsonArray(well.Url, ill.Url), ["health"] = new JsonObject { ["path"] = "/health", ["interval"] = 0.2 } },
                };
            },
            root: authority.Root);
        relay.To(admin.Proxy.Port);
        Scene scene = new(admin, node, well, ill, orchestrator, relay);
        scene.Commit($"127.0.0.1:{relay.Port}");
        BackendPool pool = admin.Proxy.Server.Services.GetRequiredService<BackendRegistry>().Pools.Single(pool => pool.Name == "inference");
        await ProxyMetricsTests.WaitAsync(() => pool.Servers[1].Health.IsUnwell);
        return scene;
    }

    public void Commit(string address)
    {
        _node.Chain.Commit(11, AccountId.Parse(RunningProxy.Miner), address);
        _node.Chain.Seal();
    }

    /// <summary>Two rounds of the watch, ten minutes apart: what is bad is believed then.</summary>
    public async Task LookAsync()
    {
        for (int i = 0; i < 2; i++)
        {
            Admin.Proxy.Clock.Milliseconds += 600_001;
            await Admin.Proxy.Server.Services.GetRequiredService<Watch>().LookAsync(RawClient.Token);
        }
    }

    /// <summary>A job whose result comes and is delivered.</summary>
    public async Task InsuredJobAsync(string caller)
    {
        byte[] body = Encoding.UTF8.GetBytes($$"""{"job_id":"j","callback_url":"{{caller}}/callback"}""");
        (await SendAsync(Sender.Validator, "POST", "/inference", body)).ShouldBe(202);
        Uri target = new((string)JsonNode.Parse(_well.Seen.Last(request => request.Target == "/inference").Body)!["callback_url"]!);
        (await RawClient.SendAsync(target.Port, "POST", target.PathAndQuery, [("Content-Type", "multipart/form-data; boundary=b")], new byte[4_096])).Status.ShouldBe(200);
        await ProxyMetricsTests.WaitAsync(() => Admin.Proxy.Log.Texts.Any(line => line.Contains("delivered to", StringComparison.Ordinal)));
    }

    /// <summary>Sends a request over TLS, as a validator does; unsigned where nobody sends it.</summary>
    public async Task<int> SendAsync(Sender? sender, string method, string path, byte[] body, int offset = 0)
    {
        using HttpClient client = new(new SocketsHttpHandler { SslOptions = new() { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null } });
        using HttpRequestMessage request = new(new(method), $"https://127.0.0.1:{Admin.Proxy.Port}{path}") { Content = body.Length > 0 ? new ByteArrayContent(body) : null };
        foreach ((string name, string value) in sender?.Headers(Admin.Proxy, body, offset) ?? [])
        {
            _ = request.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage answer = await client.SendAsync(request, RawClient.Token);
        return (int)answer.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        await Admin.DisposeAsync();
        await _relay.DisposeAsync();
        await _orchestrator.DisposeAsync();
        await _ill.DisposeAsync();
        await _well.DisposeAsync();
        await _node.DisposeAsync();
    }
}
