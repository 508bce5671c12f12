using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Bittensor.Subnets;
using Fixtures;
using Microsoft.Extensions.DependencyInjection;
using ReverseProxy.Callbacks;
using ReverseProxy.Gating;
using ReverseProxy.Telemetry;
using ReverseProxy.Tests.Support;
using ReverseProxy.Watching;

namespace ReverseProxy.Tests.Telemetry;

/// <summary>The Grafana dashboard and the alert rules ask for nothing that a scrape does not have.</summary>
public partial class DeployedRulesTests
{
    [Fact]
    public async Task Every_metric_and_label_of_dashboard_and_alerts_is_in_a_real_scrape()
    {
        string scrape = await ScrapeAsync();
        string[] expressions = [.. GrafanaExpressions(), .. AlertExpressions()];
        HashSet<string> metrics = [.. SampleNamePattern().Matches(scrape).Select(match => match.Groups["name"].Value)];
        HashSet<string> labels = [.. LabelPattern().Matches(scrape).Select(match => match.Groups["name"].Value), "instance", "job", "le"];

        expressions.Length.ShouldBeGreaterThan(30);
        foreach (string expression in expressions)
        {
            string[] used = [.. MetricPattern().Matches(expression).Select(match => match.Value)];
            used.ShouldNotBeEmpty(expression);
            used.Where(name => name != "up").Except(metrics).ShouldBeEmpty(expression);
            UsedLabelPattern().Matches(expression).Select(match => match.Groups["name"].Value).Except(labels).ShouldBeEmpty(expression);
            GroupingPattern().Matches(expression).SelectMany(match => match.Groups["names"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                .Except(labels).ShouldBeEmpty(expression);
        }
    }

    [Fact]
    public void The_values_that_alerts_compare_with_exist()
    {
        string[] kinds = [.. Verdicts.All.Select(verdict => verdict.KindName).Distinct()];
        string[] classes = [SenderClass.Known, SenderClass.Claimed, SenderClass.Other, SenderClass.Stranger];
        foreach (string expression in GrafanaExpressions().Concat(AlertExpressions()))
        {
            ValuePattern("kind").Matches(expression).SelectMany(match => match.Groups["value"].Value.Split('|')).Except(kinds).ShouldBeEmpty(expression);
            ValuePattern("fate").Matches(expression).SelectMany(match => match.Groups["value"].Value.Split('|'))
                .Except(Enum.GetNames<CallbackFate>().Select(name => name.ToLowerInvariant())).ShouldBeEmpty(expression);
            ValuePattern("sender_class").Matches(expression).SelectMany(match => match.Groups["value"].Value.Split('|')).Except(classes).ShouldBeEmpty(expression);
        }
    }

    [Fact]
    public void Every_alert_says_what_to_do()
    {
        string rules = File.ReadAllText(Deploy("prometheus-alerts.yml"));
        string[] alerts = rules.Split("- alert: ")[1..];

        alerts.Length.ShouldBeGreaterThan(8);
        alerts.ShouldAllBe(alert => alert.Contains("expr: ", StringComparison.Ordinal) && alert.Contains("severity: ", StringComparison.Ordinal) && alert.Contains("summary: ", StringComparison.Ordinal)
            && alert.Contains("description: ", StringComparison.Ordinal));
        rules.ShouldNotContain("\t");

        // What would be YAML's own is quoted.
        foreach (string value in rules.Split('\n').Where(line => !line.TrimStart().StartsWith('#')).Select(line => line.Split(": ", 2)).Where(parts => parts.Length == 2).Select(parts => parts[1]))
        {
            bool plain = !value.Contains(": ", StringComparison.Ordinal) && !value.Contains(" #", StringComparison.Ordinal);
            (plain || value[0] is '\'' or '{').ShouldBeTrue(value);
        }
    }

    private static async Task<string> ScrapeAsync()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using AdminProxy plain = await AdminProxy.StartAsync(backend.Url);
        plain.Proxy.Server.Services.GetRequiredService<SubnetHolder>().Current = new Metagraph(11, 1, plain.Proxy.Clock.GetUtcNow(), []);
        await Sender.Validator.PostAsync(plain.Proxy);
        await Sender.Stranger.PostAsync(plain.Proxy);
        await RawClient.SendAsync(plain.Proxy.Port, "GET", "/capacity", Sender.Validator.Headers(plain.Proxy, "{}"u8.ToArray()), "{}"u8.ToArray());
        await using AdminProxy full = await AdminProxy.StartAsync(backend.Url, MetricsDocumentationTests.Everything);
        Watch watch = full.Proxy.Server.Services.GetRequiredService<Watch>();
        await watch.LookAsync(RawClient.Token);
        await watch.LookAsync(RawClient.Token);
        GC.Collect();
        return await plain.Client.GetStringAsync("/metrics", RawClient.Token) + await full.Client.GetStringAsync("/metrics", RawClient.Token);
    }

    private static IEnumerable<string> GrafanaExpressions() => JsonNode.Parse(File.ReadAllText(Deploy("grafana-dashboard.json")))!["panels"]!.AsArray()
        .SelectMany(panel => panel!["targets"]?.AsArray() ?? [])
        .Select(target => target!["expr"]!.GetValue<string>());

    private static IEnumerable<string> AlertExpressions() => File.ReadLines(Deploy("prometheus-alerts.yml"))
        .Select(line => line.Trim())
        .Where(line => line.StartsWith("expr: ", StringComparison.Ordinal))
        .Select(line => line["expr: ".Length..]);

    private static string Deploy(string name) => Path.Combine(Repository.Root, "deploy", name);

    private static Regex ValuePattern(string label) => new($@"\b{label}!?=~?""(?<value>[a-z|]+)""", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    [GeneratedRegex(@"^(?<name>[a-z_]+)(\{| )", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex SampleNamePattern();

    [GeneratedRegex(@"[{,](?<name>[a-z_]+)=""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LabelPattern();

    [GeneratedRegex(@"\b(reverse_proxy|http_server|kestrel|dotnet)_[a-z_]+\b|\bup\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MetricPattern();

    [GeneratedRegex(@"[{, ](?<name>[a-z_]+)(=|!=|=~|!~)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UsedLabelPattern();

    [GeneratedRegex(@"\bby \((?<names>[a-z_, ]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex GroupingPattern();
}
