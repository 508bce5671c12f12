using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using ReverseProxy.Admin;

namespace ReverseProxy.Telemetry;

/// <summary><c>GET /metrics</c> of the admin interface: what Prometheus scrapes.</summary>
internal sealed class MetricsEndpoint : IAdminEndpoint
{
    private readonly RequestDelegate _scrape;

    public MetricsEndpoint(IServiceProvider services)
    {
        ApplicationBuilder builder = new(services);
        _scrape = builder.UseOpenTelemetryPrometheusScrapingEndpoint(static _ => true).Build();
    }

    public string Path => "/metrics";

    public string Method => "GET";

    public Task AnswerAsync(HttpContext context) => _scrape(context);
}
