using ReverseProxy.Dashboard;
using ReverseProxy.Logging;
using ReverseProxy.Recording;
using ReverseProxy.Serving;

namespace ReverseProxy.Telemetry;

/// <summary>What is kept of a request: its span while it runs, and, once it is over, its line in the log, its figures and its trail.</summary>
internal sealed class RequestRecords(AccessLog log, ProxyMetrics metrics, FlightRecorder recorder, TrafficHistory history, SweepSight sweeps, Tracing tracing)
{
    /// <summary>The request has found its route.</summary>
    public void Begin(Exchange exchange) => tracing.Begin(exchange);

    /// <summary>The request is over.</summary>
    public void Write(Exchange exchange)
    {
        exchange.Mark(Stage.Ended);
        Tracing.End(exchange);
        log.Write(exchange);
        metrics.Write(exchange);
        recorder.Record(exchange);
        history.Count(exchange);
        sweeps.See(exchange);
    }
}
