using System.Diagnostics.Metrics;
using ReverseProxy.Authentication;
using ReverseProxy.Limits;
using ReverseProxy.Serving;

namespace ReverseProxy.Telemetry;

/// <summary>How much is being served, beside how much may be.</summary>
internal sealed class LoadMeasures(Places places, ConnectionLimit connections, RequestLimits limits, SnapshotHolder snapshots, ReplayGuard replays) : IMeasured
{
    public void Register(Meter meter)
    {
        _ = meter.CreateObservableGauge("reverse_proxy.requests.running", () => places.Taken, "{request}", "Signed requests being served.");
        _ = meter.CreateObservableGauge("reverse_proxy.senders.running", () => places.Senders, "{sender}", "Senders with a request being served.");
        _ = meter.CreateObservableGauge(
            "reverse_proxy.requests.limit", () => snapshots.Current.Configuration.Limits.Concurrent, "{request}", "How many may be served at once; 0 is no limit.");
        _ = meter.CreateObservableGauge("reverse_proxy.connections.open", () => connections.Open, "{connection}", "Connections of callers open now.");
        _ = meter.CreateObservableCounter("reverse_proxy.connections.refused", () => connections.Refused, "{connection}", "Connections closed at once, because there were too many.");
        _ = meter.CreateObservableCounter(
            "reverse_proxy.limits.forgotten",
            () => limits.Tables.Select(table => new Measurement<long>(table.Forgotten, new KeyValuePair<string, object?>("table", table.Table))),
            "{budget}",
            "Budgets in use that were forgotten, because more addresses or senders came than the table has room for: somebody floods.");
        _ = meter.CreateObservableGauge(
            "reverse_proxy.replay.persistent", () => replays.Persistent ? 1 : 0, "{store}", "One where used requests are remembered beyond a restart.");
    }
}
