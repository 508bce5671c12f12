using System.Diagnostics;
using ReverseProxy.Serving;

namespace ReverseProxy.Telemetry;

/// <summary>
/// A span for each request that has found a route, joined to the trace of the caller's <c>traceparent</c>. Whether it is
/// recorded is ours to say: a stranger's flag must not fill the operator's storage. Without a collector there is none.
/// </summary>
internal sealed class Tracing(ProxyServerOptions options) : IDisposable
{
    public const string SourceName = "ReverseProxy";

    // Listeners hear every source of the process; whether this server traces is for its own configuration to say.
    private readonly ActivitySource? _source = options.Reading.Configuration.Telemetry.OtlpEndpoint is null ? null : new(SourceName);

    public void Begin(Exchange exchange)
    {
        if (_source is null || !_source.HasListeners())
        {
            return;
        }

        // The server's own activity is recorded nowhere: a parent that nobody ever sees would break the caller's trace.
        Activity.Current = null;
        _ = ActivityContext.TryParse(exchange.Context.Request.Headers.TraceParent, exchange.Context.Request.Headers.TraceState, isRemote: true, out ActivityContext caller);
        string route = ProxyMetrics.RouteOf(exchange);
        exchange.Span = _source.StartActivity($"{exchange.Context.Request.Method} {route}", ActivityKind.Server, caller);
    }

    public static void End(Exchange exchange)
    {
        if (exchange.Span is not { } span)
        {
            return;
        }

        Verdict verdict = Verdicts.Of(exchange.Verdict);
        _ = span
            .SetTag("http.request.method", exchange.Context.Request.Method)
            .SetTag("http.route", ProxyMetrics.RouteOf(exchange))
            .SetTag("http.response.status_code", exchange.Status)
            .SetTag("http.request.body.size", exchange.BodyLength)
            .SetTag("reverse_proxy.request_id", exchange.Id)
            .SetTag("reverse_proxy.verdict", verdict.Code)
            .SetTag("reverse_proxy.sender.class", SenderClass.Of(exchange))
            .SetTag("reverse_proxy.sender", exchange.SenderText);
        AddStages(span, exchange);
        if (verdict.Kind is VerdictKind.Failed)
        {
            _ = span.SetStatus(ActivityStatusCode.Error, exchange.Explanation ?? verdict.Meaning);
        }

        span.Dispose();
    }

    public void Dispose() => _source?.Dispose();

    private static void AddStages(Activity span, Exchange exchange)
    {
        DateTimeOffset started = new(span.StartTimeUtc, TimeSpan.Zero);
        foreach (Stage stage in Enum.GetValues<Stage>())
        {
            if (stage is not Stage.Ended && exchange.Stages.After(exchange.Started, stage) is { } after)
            {
                _ = span.AddEvent(new(StageNames.Of(stage), started + after));
            }
        }
    }
}
