using System.Diagnostics.Metrics;
using ReverseProxy.Clock;

namespace ReverseProxy.Telemetry;

/// <summary>How far our clock is off, as far as it can be told.</summary>
internal sealed class ClockMeasures(ClockGuard senders, ChainClock chain) : IMeasured
{
    public void Register(Meter meter) => _ = meter.CreateObservableGauge(
        "reverse_proxy.clock.offset", Offsets, "s", "How far our clock is ahead, negative for behind, of known senders' and of the chain's; absent while too little is known.");

    private IEnumerable<Measurement<double>> Offsets()
    {
        if (senders.Drift is { } ofSenders)
        {
            yield return new(ofSenders.TotalSeconds, new KeyValuePair<string, object?>("against", "senders"));
        }

        if (chain.Drift is { } ofChain)
        {
            yield return new(ofChain.TotalSeconds, new KeyValuePair<string, object?>("against", "chain"));
        }
    }
}
