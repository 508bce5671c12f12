using System.Text.Json.Nodes;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Conformance;

/// <summary>The three proxies of the recordings, on one clock that every case sets to its own time.</summary>
public sealed class GoldenServers : IAsyncLifetime
{
    private readonly Dictionary<string, RunningProxy> _proxies = [];

    public StubBackend Backend { get; private set; } = null!;

    public SettableClock Clock { get; } = new();

    public int Passed { get; set; }

    public int Port(string server) => _proxies[server].Port;

    public async ValueTask InitializeAsync()
    {
        Backend = GoldenBackend.Start();
        foreach (System.Text.Json.JsonProperty server in GoldenCase.Meta.GetProperty("configs").EnumerateObject())
        {
            JsonObject configuration = JsonNode.Parse(server.Value.GetRawText())!.AsObject();
            JsonNode services = configuration["services"]!;
            foreach (string name in new[] { "training_server_url", "inference_server_url" })
            {
                services[name] = services[name]!.GetValue<string>().Replace("http://127.0.0.1:8091", Backend.Url, StringComparison.Ordinal);
            }

            _proxies[server.Name] = await RunningProxy.StartAsync(configuration, clock: Clock);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Console.WriteLine($"golden.json: {Passed} of {GoldenCase.All.Count(golden => golden.Class == "contract")} contract cases as recorded or as decided");
        foreach (RunningProxy proxy in _proxies.Values)
        {
            await proxy.DisposeAsync();
        }

        await Backend.DisposeAsync();
    }
}
