using System.Diagnostics.Metrics;
using ReverseProxy.Endpoints;
using ReverseProxy.Serving;

namespace ReverseProxy.Telemetry;

/// <summary>Which program this is, and since when it runs.</summary>
internal sealed class BuildMeasures(ProxyServerOptions options) : IMeasured
{
    public void Register(Meter meter)
    {
        double started = options.Time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        Measurement<int> build = new(1, new("version", PublicAnswers.Version), new("hotkey", options.Reading.Configuration.Auth.MinerHotkey));
        _ = meter.CreateObservableGauge("reverse_proxy.build", () => build, "{build}", "One, with the version and the miner's hotkey as labels.");
        _ = meter.CreateObservableGauge("reverse_proxy.start_time", () => started, "s", "When the program started, in seconds since 1970-01-01 UTC.");
    }
}
