using System.Diagnostics.Metrics;
using System.Globalization;
using ReverseProxy.Backends;
using ReverseProxy.Forwarding.Direct;

namespace ReverseProxy.Telemetry;

/// <summary>How each backend server stands, and what became of the jobs it was given.</summary>
internal sealed class BackendMeasures(BackendRegistry registry, DirectCourier direct) : IMeasured
{
    public void Register(Meter meter)
    {
        _ = meter.CreateObservableGauge("reverse_proxy.backend.state", () => Each(server => (long)server.Health.Describe().State), "{state}", "How a server stands: 0 ready, 1 unwell by its health answer, 2 left out for failing jobs.");
        _ = meter.CreateObservableGauge("reverse_proxy.backend.running", () => Each(server => server.Running), "{request}", "Jobs that a server is working on.");
        _ = meter.CreateObservableGauge("reverse_proxy.backend.unfinished", () => Each(server => server.Unfinished), "{job}", "Jobs that a server has acknowledged and whose callback has not come.");
        _ = meter.CreateObservableCounter("reverse_proxy.backend.served", () => Each(server => server.Served), "{request}", "Requests that a server has answered.");
        _ = meter.CreateObservableCounter("reverse_proxy.backend.failed", () => Each(server => server.Failed), "{request}", "Tries that failed at a server.");
        _ = meter.CreateObservableCounter("reverse_proxy.backend.connections", Connections, "{connection}", "Connections to backends by plain HTTP: opened, or used again for another request while they were warm.");
        _ = meter.CreateObservableGauge("reverse_proxy.pool.waiting", Waiting, "{request}", "Requests that wait for a server of a pool.");
    }

    private Measurement<long>[] Connections() =>
    [
        new(direct.Opened, new KeyValuePair<string, object?>("use", "opened")),
        new(direct.UsedAgain, new KeyValuePair<string, object?>("use", "again")),
    ];

    private List<Measurement<long>> Each(Func<BackendServer, long> figure)
    {
        List<Measurement<long>> measurements = [];
        foreach (BackendPool pool in registry.Pools)
        {
            for (int i = 0; i < pool.Servers.Count; i++)
            {
                // By place in the configuration too: two servers of one pool may share host and port.
                KeyValuePair<string, object?>[] labels = [new("pool", pool.Name), new("server", ProxyMetrics.LabelOf(pool.Servers[i].Address)), new("number", i.ToString(CultureInfo.InvariantCulture))];
                measurements.Add(new(figure(pool.Servers[i]), labels));
            }
        }

        return measurements;
    }

    private IEnumerable<Measurement<long>> Waiting() => registry.Pools.Select(pool => new Measurement<long>(pool.Waiting, new KeyValuePair<string, object?>("pool", pool.Name)));
}
