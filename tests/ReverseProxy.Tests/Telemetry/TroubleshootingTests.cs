using System.Reflection;
using System.Text.Json;
using Epistula;
using Fixtures;
using ReverseProxy.Gating;
using ReverseProxy.Serving;
using ReverseProxy.Telemetry;

namespace ReverseProxy.Tests.Telemetry;

/// <summary>Whoever reads an error finds it in docs/troubleshooting.md.</summary>
public class TroubleshootingTests
{
    private static readonly string Handbook = File.ReadAllText(Path.Combine(Repository.Root, "docs", "troubleshooting.md"));

    [Fact]
    public void Every_detail_that_a_caller_reads_is_explained()
    {
        List<string> details = [.. EpistulaFailures.All.Select(failure => failure.Detail())];
        foreach (PropertyInfo answer in typeof(Answers).GetProperties(BindingFlags.Public | BindingFlags.Static).Where(property => property.PropertyType == typeof(byte[])))
        {
            details.Add(JsonDocument.Parse((byte[])answer.GetValue(null)!).RootElement.GetProperty("detail").GetString()!);
        }

        details.Count.ShouldBeGreaterThan(25);
        details.ShouldAllBe(detail => Handbook.Contains($"`{detail}`", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_verdict_of_the_log_is_explained() =>
        Verdicts.All.ShouldAllBe(verdict => Handbook.Contains($"`{verdict.Code}`", StringComparison.Ordinal));

    [Fact]
    public void Every_reason_that_a_refused_caller_is_given_is_explained()
    {
        foreach (Verdict limit in Verdicts.All.Where(verdict => verdict.Code.StartsWith("limit_", StringComparison.Ordinal) && verdict.Code != "limit_concurrency"))
        {
            Handbook.ShouldContain($"`{limit.Code["limit_".Length..]}`");
        }

        foreach (PolicyKind kind in Enum.GetValues<PolicyKind>())
        {
            Handbook.ShouldContain($"`{PolicySettings.NameOf(kind)}`");
        }
    }
}
