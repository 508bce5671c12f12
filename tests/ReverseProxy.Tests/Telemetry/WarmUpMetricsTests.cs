using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Telemetry;

/// <summary>The throw-away server of the warm-up, beside the real one in one process.</summary>
public class WarmUpMetricsTests
{
    [Fact]
    public async Task Neither_counts_among_the_real_figures_nor_takes_them_along_when_it_ends()
    {
        await using StubBackend backend = StubBackend.StartOk();
        string directory = Directory.CreateTempSubdirectory("warm-up-").FullName;
        int admin = FreePort.Next();
        JsonObject configuration = RunningProxy.Configuration(backend.Url);
        configuration["server"] = new JsonObject { ["host"] = "127.0.0.1", ["port"] = 0, ["state_dir"] = Path.Combine(directory, "state"), ["warm_up"] = true };
        configuration["admin"] = new JsonObject { ["listen"] = $"127.0.0.1:{admin}" };
        string path = Path.Combine(directory, "config.json");
        await File.WriteAllTextAsync(path, configuration.ToJsonString(), RawClient.Token);
        await using ProxyProcess proxy = ProxyProcess.Start(["--config", path]);
        int port = await proxy.PortAsync();
        await proxy.LineAsync("Warmed up in");
        byte[] body = [1];
        (await RawClient.SendAsync(port, "POST", "/inference", Sender.Validator.Headers(TimeProvider.System, body), body)).Status.ShouldBe(200);
        using HttpClient client = new() { BaseAddress = new($"http://127.0.0.1:{admin}") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await File.ReadAllTextAsync(Path.Combine(directory, "state", "admin.token"), RawClient.Token));

        string[] requests = [];
        for (int i = 0; i < 4; i++)
        {
            string scrape = await client.GetStringAsync("/metrics", RawClient.Token);
            requests = [.. scrape.Split('\n').Where(line => line.StartsWith("reverse_proxy_requests_total{", StringComparison.Ordinal))];
            scrape.ShouldContain("http_server_request_duration_seconds_count", Case.Sensitive, $"scrape {i}");
            scrape.ShouldContain("kestrel_active_connections", Case.Sensitive, $"scrape {i}");
            scrape.ShouldContain("reverse_proxy_start_time_seconds", Case.Sensitive, $"scrape {i}");
        }

        requests.ShouldHaveSingleItem().ShouldEndWith(" 1");
    }
}
