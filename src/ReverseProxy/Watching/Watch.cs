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
    private readonly ConcurrentDictionary<string, Condition> _conditions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Outcome> _suspected = new(StringComparer.Ordinal);

    public string Title => "Watch";

    public IEnumerable<DashboardRow> Rows() => _conditions.Values.OrderByDescending(condition => condition.Outcome).ThenBy(condition => condition.Name).Select(condition => new DashboardRow(
        condition.Name,
        condition.Outcome is Outcome.Pass || condition.Fix is null ? condition.Text : $"{condition.Text}: {condition.Fix}",
        condition.Outcome switch { Outcome.Pass => DashboardMark.Well, Outcome.Warn => DashboardMark.Warning, _ => DashboardMark.Failing }));

    public void Register(Meter meter) => meter.CreateObservableGauge(
        "reverse_proxy.watch.condition",
        () => _conditions.Values.Select(condition => new Measurement<int>((int)condition.Outcome, new KeyValuePair<string, object?>("condition", condition.Name))),
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

        _ = _conditions.TryGetValue(condition.Name, out Condition? before);
        Outcome was = before?.Outcome ?? Outcome.Pass;
        if (condition.Outcome > was && !(_suspected.TryGetValue(condition.Name, out Outcome suspected) && suspected >= condition.Outcome))
        {
            _suspected[condition.Name] = condition.Outcome;
            return;
        }

        _ = _suspected.Remove(condition.Name);
        _conditions[condition.Name] = condition;
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
