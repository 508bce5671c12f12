using System.Diagnostics.Metrics;
using System.Text;
using Fixtures;
using ReverseProxy.Tests.Support;
using ReverseProxy.Tests.Tls;

namespace ReverseProxy.Tests.Telemetry;

/// <summary>docs/monitoring.md tells of every instrument. `UPDATE_DOCS=1 make test` rewrites the table.</summary>
public class MetricsDocumentationTests
{
    private const string Begin = "<!-- metrics -->\n";
    private const string End = "<!-- /metrics -->";

    [Fact]
    public async Task The_table_of_metrics_is_what_the_program_measures()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync("http://127.0.0.1:1", Everything);
        using ScopedMeter meter = new(proxy);
        string table = Table(meter.Instruments);
        string path = Path.Combine(Repository.Root, "docs", "monitoring.md");
        string text = await File.ReadAllTextAsync(path, RawClient.Token);
        int begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = text.IndexOf(End, StringComparison.Ordinal);

        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(path, text[..begin] + table + text[end..], RawClient.Token);
        }
        else
        {
            text[begin..end].ShouldBe(table);
        }
    }

    /// <summary>A configuration under which every instrument exists.</summary>
    internal static void Everything(System.Text.Json.Nodes.JsonObject configuration)
    {
        TestAuthority authority = new();
        (string certificate, string key) = authority.Write(authority.Issue("miner", covers: "localhost"), Directory.CreateTempSubdirectory("proxy-metrics-").FullName, "miner");
        configuration["server"] = new System.Text.Json.Nodes.JsonObject
        {
            ["tls"] = new System.Text.Json.Nodes.JsonObject { ["certificate"] = certificate, ["key"] = key },
        };
        configuration["callbacks"] = new System.Text.Json.Nodes.JsonObject { ["listen"] = $"127.0.0.1:{FreePort.Next()}" };
        configuration["shared_state"] = new System.Text.Json.Nodes.JsonObject { ["redis"] = "127.0.0.1:1" };
    }

    private static string Table(IEnumerable<Instrument> instruments)
    {
        StringBuilder table = new("| metric | kind | unit | what it tells |\n|---|---|---|---|\n");
        foreach (Instrument instrument in instruments.OrderBy(instrument => instrument.Name, StringComparer.Ordinal))
        {
            string kind = instrument.GetType().Name switch
            {
                var name when name.Contains("Counter", StringComparison.Ordinal) => "counter",
                var name when name.Contains("Gauge", StringComparison.Ordinal) => "gauge",
                _ => "histogram",
            };
            table.Append($"| `{instrument.Name}` | {kind} | `{instrument.Unit}` | {instrument.Description} |\n");
        }

        return table.ToString();
    }
}
