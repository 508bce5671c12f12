using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ReverseProxy.Configuration;
using ReverseProxy.Dashboard;
using ReverseProxy.Diagnosis;
using ReverseProxy.Serving;
using ReverseProxy.Telemetry;

namespace ReverseProxy.Watching;

/// <summary>
/// Repeats the cheap checks and tells of changes. What is well must be found bad twice in a row, so that a blip wakes
/// nobody; what is well again is said at once. What cannot be found out changes nothing.
/// </summary>
internal sealed class Watch(IEnumerable<IWatched> watched, Webhook webhook, ProxyServerOptions options, ILogger<Watch> logger)
    : BackgroundService, IMeasured, IDashboardSection
{
    private readonly WatchSettings _settings = options.Reading.Configuration.Watch;
    private readonly ConcurrentDictionary<(string Name, string Subject), (Condition Condition, DateTimeOffset At)> _conditions = new();
    private readonly Dictionary<(string Name, string Subject), Outcome> _suspected = [];

    public string Title => "Watch";

    public IEnumerable<DashboardRow> Rows() => _conditions.Values.Select(entry => entry.Condition).Where(condition => !OwnAddressSection.Shows(condition.Name))
        .OrderByDescending(condition => condition.Outcome).ThenBy(condition => condition.Name).Select(RowOf);

    /// <summary>A condition and when it was last looked at; null where it has not been yet.</summary>
    public (Condition Condition, DateTimeOffset At)? Find(string name) => _conditions.TryGetValue((name, string.Empty), out (Condition, DateTimeOffset) entry) ? entry : null;

    public static DashboardRow RowOf(Condition condition) => new(
        condition.Name,
        condition.Outcome is Outcome.Pass || condition.Fix is null ? condition.Text : $"{condition.Text}: {condition.Fix}",
        condition.Outcome switch { Outcome.Pass => DashboardMark.Well, Outcome.Warn => DashboardMark.Warning, _ => DashboardMark.Failing });

    public void Register(Meter meter) => meter.CreateObservableGauge(
        "reverse_proxy.watch.condition",
        () => _conditions.Values.Select(entry => new Measurement<int>(
            (int)entry.Condition.Outcome, new("condition", entry.Condition.Name), new KeyValuePair<string, object?>("subject", entry.Condition.Subject))),
        "{severity}",
        "How each watched condition stands: 0 well, 1 to be looked at, 2 bad.");

    /// <summary>One round.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (IWatched one in watched)
        {
            foreach (Condition condition in await TryLookAsync(one, cancellationToken))
            {
                Note(condition);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_settings.Interval == TimeSpan.Zero)
        {
            return;
        }

        using PeriodicTimer timer = new(_settings.Interval, options.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await LookAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task<IReadOnlyList<Condition>> TryLookAsync(IWatched one, CancellationToken cancellationToken)
    {
        try
        {
            return await one.LookAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.NotLooked(logger, one.GetType().Name, exception.Message);
            return [];
        }
    }

    private void Note(Condition condition)
    {
        if (condition.Outcome is Outcome.Unknown)
        {
            return;
        }

        (string, string) key = (condition.Name, condition.Subject);
        Outcome was = _conditions.TryGetValue(key, out (Condition Condition, DateTimeOffset) before) ? before.Condition.Outcome : Outcome.Pass;
        if (condition.Outcome > was && !(_suspected.TryGetValue(key, out Outcome suspected) && suspected >= condition.Outcome))
        {
            _suspected[key] = condition.Outcome;
            return;
        }

        _ = _suspected.Remove(key);
        _conditions[key] = (condition, options.Time.GetUtcNow());
        if (condition.IsGone)
        {
            _ = _conditions.TryRemove(key, out _);
        }

        if (condition.Outcome != was)
        {
            Tell(condition);
        }
    }

    private void Tell(Condition condition)
    {
        if (condition.Outcome is Outcome.Pass)
        {
            Log.WellAgain(logger, condition.Name, condition.Text);
        }
        else
        {
            Log.Changed(logger, condition.Outcome is Outcome.Fail ? LogLevel.Error : LogLevel.Warning, condition.Name, condition.Text, condition.Fix ?? "see docs/troubleshooting.md");
        }

        webhook.Tell(condition);
    }
}
