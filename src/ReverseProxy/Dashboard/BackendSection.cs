using System.Globalization;
using ReverseProxy.Backends;
using ReverseProxy.Telemetry;

namespace ReverseProxy.Dashboard;

/// <summary>The backends as their pools have them: by their probes, and by the jobs that they answer or fail.</summary>
internal sealed class BackendSection(BackendRegistry registry) : IDashboardSection
{
    public string Title => "Backends";

    public IEnumerable<DashboardRow> Rows()
    {
        foreach (BackendPool pool in registry.Pools)
        {
            foreach (BackendServer server in pool.Servers)
            {
                yield return Row(pool, server);
            }

            if (pool.Waiting > 0)
            {
                yield return new($"{pool.Name}, waiting", string.Create(CultureInfo.InvariantCulture, $"{pool.Waiting} requests"), DashboardMark.Warning);
            }
        }
    }

    private static DashboardRow Row(BackendPool pool, BackendServer server)
    {
        (ServerState state, string? reason, DateTimeOffset since) = server.Health.Describe();
        string label = ProxyMetrics.LabelOf(server.Address);
        (string how, DashboardMark mark) = state switch
        {
            ServerState.Unwell => ($"not well since {Time(since)}: {reason}", DashboardMark.Failing),
            ServerState.Ejected => ($"left out since {Time(since)} for failing jobs: {reason}", DashboardMark.Failing),
            _ when reason is not null => ($"the last job failed: {reason}", DashboardMark.Failing),
            _ when pool.Settings.Health is null && server.Served == 0 => ("not asked yet", DashboardMark.Plain),
            _ => (pool.Settings.Health is null ? "answers" : $"well since {Time(since)}", DashboardMark.Well),
        };
        string counts = string.Create(CultureInfo.InvariantCulture, $"; {server.Running} running, {server.Served} answered, {server.Failed} failed");
        return new(pool.Name == server.Address ? label : $"{pool.Name}, {label}", how + counts, mark);
    }

    private static string Time(DateTimeOffset time) => time.ToString("HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
