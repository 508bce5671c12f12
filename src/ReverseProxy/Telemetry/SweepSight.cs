using System.Diagnostics.Metrics;
using ReverseProxy.Recording;
using ReverseProxy.Routing;
using ReverseProxy.Serving;

namespace ReverseProxy.Telemetry;

/// <summary>
/// When a known sender last asked for <c>/capacity</c> and got it: subnet 11's orchestrator does so every 20 minutes, and
/// gives no job of a kind that it has not read there.
/// </summary>
internal sealed class SweepSight : IMeasured
{
    private readonly ProxyServerOptions _options;
    private long _lastMilliseconds;

    public SweepSight(ProxyServerOptions options)
    {
        _options = options;

        // A restart is no reason to believe that nobody comes; beside the start, which must not wait for old files.
        _ = Task.Run(() => Interlocked.CompareExchange(ref _lastMilliseconds, BeforeTheStart(options), 0));
    }

    /// <summary>Null where none has been seen.</summary>
    public DateTimeOffset? LastAt => Volatile.Read(ref _lastMilliseconds) is > 0 and var last ? DateTimeOffset.FromUnixTimeMilliseconds(last) : null;

    public void See(Exchange exchange)
    {
        if (exchange is { Authenticated: true, SenderIsKnown: true, Route.Target: RouteTarget.Capacity, Outcome: null })
        {
            Volatile.Write(ref _lastMilliseconds, _options.Time.GetUtcNow().ToUnixTimeMilliseconds());
        }
    }

    public void Register(Meter meter) => meter.CreateObservableGauge(
        "reverse_proxy.sweep.age",
        () => LastAt is { } last ? [new Measurement<double>((_options.Time.GetUtcNow() - last).TotalSeconds)] : Array.Empty<Measurement<double>>(),
        "s",
        "How long ago a known sender asked for /capacity; absent while none has.");

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
