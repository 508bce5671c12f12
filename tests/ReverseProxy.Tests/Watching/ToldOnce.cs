using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ReverseProxy.Tests.Support;
using ReverseProxy.Tests.Telemetry;
using ReverseProxy.Watching;

namespace ReverseProxy.Tests.Watching;

/// <summary>A proxy whose watch looks when it is told to, and what log, metric and webhook have said.</summary>
internal sealed class ToldOnce : IAsyncDisposable
{
    private const int Seldom = 600_001;

    private readonly StubBackend _receiver;
    private readonly ScopedMeter _meter;

    private ToldOnce(RunningProxy proxy, StubBackend receiver)
    {
        (Proxy, _receiver) = (proxy, receiver);
        _meter = new(proxy);
    }

    public RunningProxy Proxy { get; }

    public static async Task<ToldOnce> StartAsync(string backend, Action<JsonObject>? change = null, SettableClock? clock = null)
    {
        StubBackend receiver = StubBackend.Start((_, connection) => connection.WriteAsync("HTTP/1.1 204 No Content\r\n\r\n"));
        RunningProxy proxy = await RunningProxy.StartAsync(
            backend,
            configuration =>
            {
                configuration["watch"] = new JsonObject { ["interval"] = 0, ["webhook"] = receiver.Url + "/hook" };
                change?.Invoke(configuration);
            },
            clock: clock);
        return new(proxy, receiver);
    }

    /// <summary>Looks as often as a change takes to be believed, and once more: what stands is not told again.</summary>
    public async Task LookAsync(bool seldom = true)
    {
        for (int i = 0; i < 3; i++)
        {
            // What goes out into the world is asked every ten minutes.
            Proxy.Clock.Milliseconds += seldom ? Seldom : 0;
            await Proxy.Server.Services.GetRequiredService<Watch>().LookAsync(RawClient.Token);
        }
    }

    /// <summary>The log, the metric and the webhook say the same, and each change once.</summary>
    public async Task ShouldSayAsync(string condition, int severity, string text, int times = 1, string subject = "")
    {
        Conditions(condition).Last(seen => seen.Subject == subject).Severity.ShouldBe(severity);
        string outcome = severity switch { 0 => "well", 1 => "warning", _ => "failing" };
        string start = severity == 0 ? $"Watch: {condition} is well again: " : $"Watch: {condition}: ";
        Proxy.Log.Texts.Count(line => line.StartsWith(start, StringComparison.Ordinal) && line.Contains(text, StringComparison.Ordinal)).ShouldBe(times, string.Join('\n', Proxy.Log.Texts));
        await ProxyMetricsTests.WaitAsync(() => Told().Count(told => told.Condition == condition && told.Outcome == outcome && told.Text.Contains(text, StringComparison.Ordinal)) >= times);
        await Task.Delay(200, RawClient.Token);
        Told().Count(told => told.Condition == condition && told.Outcome == outcome && told.Text.Contains(text, StringComparison.Ordinal)).ShouldBe(times);
    }

    /// <summary>What the metric says of a condition now.</summary>
    public IReadOnlyList<(string Subject, double Severity)> Conditions(string condition)
    {
        int before = _meter.Of("reverse_proxy.watch.condition").Count;
        return [.. _meter.Of("reverse_proxy.watch.condition").Skip(before).Where(seen => seen.Tags["condition"] is string name && name == condition).Select(seen => ((string)seen.Tags["subject"]!, seen.Value))];
    }

    /// <summary>Nobody was told anything of it.</summary>
    public void ShouldSayNothing(string condition) => Proxy.Log.Texts.ShouldNotContain(line => line.StartsWith($"Watch: {condition}", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        _meter.Dispose();
        await Proxy.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    private IEnumerable<(string Condition, string Outcome, string Text)> Told() => _receiver.Seen.Select(request => JsonNode.Parse(request.Body)!)
        .Select(told => (told["condition"]!.GetValue<string>(), told["outcome"]!.GetValue<string>(), told["content"]!.GetValue<string>()));
}
