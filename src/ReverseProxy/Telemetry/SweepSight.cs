using System.Diagnostics.Metrics;
using ReverseProxy.Recording;
using ReverseProxy.Routing;
using ReverseProxy.Serving;

namespace ReverseProxy.Telemetry;

/// <summary>
/// When a known sender last asked for <c>/capacity</c> and got it: subnet 11's orchestrator does so every 20 minutes, and
/// gives no job of a kind that it has not read there.
/// </summary>
internal sealed class SweepSight(ProxyServerOptions options) : IMeasured
{
    private long _lastMilliseconds = BeforeTheStart(options);

    /// <summary>Null where none has been seen.</summary>
    public DateTimeOffset? LastAt => Volatile.Read(ref _lastMilliseconds) is > 0 and var last ? DateTimeOffset.FromUnixTimeMilliseconds(last) : null;

    public void See(Exchange exchange)
    {
        if (exchange is { Authenticated: true, SenderIsKnown: true, Route.Target: RouteTarget.Capacity, Outcome: null })
        {
            Volatile.Write(ref _lastMilliseconds, options.Time.GetUtcNow().ToUnixTimeMilliseconds());
        }
    }

    public void Register(Meter meter) => meter.CreateObservableGauge(
        "reverse_proxy.sweep.age",
        () => LastAt is { } last ? [new Measurement<double>((options.Time.GetUtcNow() - last).TotalSeconds)] : Array.Empty<Measurement<double>>(),
        "s",
        "How long ago a known sender asked for /capacity; absent while none has.");

    // A restart is no reason to believe that nobody comes.
    private static long BeforeTheStart(ProxyServerOptions options)
    {
        try
        {
            return TrailFiles.Of(options.Reading.Configuration.Server).Newest(1_000)
                .FirstOrDefault(trail => trail is { Route: "/capacity", Verdict: "accepted", SenderClass: SenderClass.Known })?.At.ToUnixTimeMilliseconds() ?? 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
