using System.Diagnostics;
using System.Text.RegularExpressions;
using Fixtures;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Deployment;

/// <summary>The alert rules as Prometheus itself reads and runs them.</summary>
public partial class PrometheusRulesTests
{
    [Fact]
    public async Task Prometheus_takes_the_rules_and_each_fires_when_it_should()
    {
        string? promtool = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Select(directory => Path.Combine(directory, "promtool")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(promtool is null, "there is no promtool: apt install prometheus");

        (await RunAsync(promtool!, "check", "rules", Deploy("prometheus-alerts.yml"))).ShouldContain("SUCCESS");
        (await RunAsync(promtool!, "test", "rules", Deploy("prometheus-alerts.test.yml"))).ShouldContain("SUCCESS");
    }

    [Fact]
    public void Every_alert_is_made_to_fire_by_the_rules_tests()
    {
        string tests = File.ReadAllText(Deploy("prometheus-alerts.test.yml"));

        AlertPattern().Matches(File.ReadAllText(Deploy("prometheus-alerts.yml"))).Select(match => match.Groups["name"].Value)
            .Where(name => !tests.Contains($"alertname: {name}\n        exp_alerts:\n", StringComparison.Ordinal) && !tests.Contains($"alertname=\"{name}\"", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        Task<string> errors = process.StandardError.ReadToEndAsync(RawClient.Token);
        string output = await process.StandardOutput.ReadToEndAsync(RawClient.Token);
        await process.WaitForExitAsync(RawClient.Token);
        process.ExitCode.ShouldBe(0, output + await errors);
        return output;
    }

    private static string Deploy(string name) => Path.Combine(Repository.Root, "deploy", name);

    [GeneratedRegex(@"- alert: (?<name>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AlertPattern();
}
