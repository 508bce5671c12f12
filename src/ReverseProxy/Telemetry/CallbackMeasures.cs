using System.Diagnostics.Metrics;
using ReverseProxy.Callbacks;

namespace ReverseProxy.Telemetry;

/// <summary>What becomes of insured jobs' results, and what is awaited and owed now.</summary>
internal sealed class CallbackMeasures(CallbackDesk desk) : IMeasured
{
    private static readonly Dictionary<CallbackFate, KeyValuePair<string, object?>> Labels =
        Enum.GetValues<CallbackFate>().ToDictionary(fate => fate, fate => new KeyValuePair<string, object?>("fate", fate.ToString().ToLowerInvariant()));

    public void Register(Meter meter)
    {
        _ = meter.CreateObservableCounter(
            "reverse_proxy.callback.results",
            () => desk.Fates.Each.Select(fate => new Measurement<long>(fate.Count, Labels[fate.Fate])),
            "{result}",
            "What became of insured jobs' results: insured, cancelled (the backend did not take the job), taken from the backend, repeated by it, retried, delivered, expired (the backend never gave it), undeliverable.");
        _ = meter.CreateObservableGauge("reverse_proxy.callback.awaited", () => desk.Awaited, "{result}", "Results that backends are to give us.");
        _ = meter.CreateObservableGauge("reverse_proxy.callback.owed", () => desk.Owed, "{result}", "Results that lie on our disk and are to be delivered.");
        _ = meter.CreateObservableGauge(
            "reverse_proxy.callback.oldest", () => (desk.OldestOwed ?? TimeSpan.Zero).TotalSeconds, "s", "How long the result waits that is owed for longest; 0 where none is.");
    }
}
