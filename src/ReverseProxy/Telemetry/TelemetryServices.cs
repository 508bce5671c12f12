using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using ReverseProxy.Admin;
using ReverseProxy.Configuration;
using ReverseProxy.Endpoints;
using ReverseProxy.Recording;

namespace ReverseProxy.Telemetry;

/// <summary>Registers figures and traces, and whoever collects them: a scrape of the admin interface, or a collector.</summary>
internal static class TelemetryServices
{
    private static readonly string[] Meters =
    [
        ProxyMetrics.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Net.NameResolution", "System.Runtime",
    ];

    public static void AddTelemetry(this IServiceCollection services, ProxyConfiguration configuration, bool isThrowAway)
    {
        services.AddMetrics();
        if (isThrowAway)
        {
            services.AddSingleton<IMeterFactory, ThrowAwayMeters>();
        }

        services.AddSingleton<ProxyMetrics>();
        services.AddSingleton<Tracing>();
        services.AddSingleton<FlightRecorder>();
        services.AddSingleton<IMeasured>(provider => provider.GetRequiredService<FlightRecorder>());
        services.AddHostedService(provider => provider.GetRequiredService<FlightRecorder>());
        services.AddSingleton<SweepSight>();
        services.AddSingleton<IMeasured>(provider => provider.GetRequiredService<SweepSight>());
        services.AddSingleton<RequestRecords>();
        services.AddSingleton<IMeasured, BuildMeasures>();
        services.AddSingleton<IMeasured, GateMeasures>();
        services.AddSingleton<IMeasured, LoadMeasures>();
        services.AddSingleton<IMeasured, BackendMeasures>();
        services.AddSingleton<IMeasured, ClockMeasures>();
        services.AddSingleton<IMeasured, CertificateMeasures>();
        services.AddSingleton<IMeasured, SharedStoreMeasures>();
        if (configuration.Callbacks.Listen is not null)
        {
            services.AddSingleton<IMeasured, CallbackMeasures>();
        }

        TelemetrySettings settings = configuration.Telemetry;
        bool scraped = configuration.Admin.Listen is not null;
        if (!scraped && settings.OtlpEndpoint is null)
        {
            // Nobody listens, so nothing is measured.
            return;
        }

        OpenTelemetryBuilder builder = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(settings.ServiceName, serviceVersion: PublicAnswers.Version))
            .WithMetrics(metrics => AddMetrics(metrics, settings, scraped));
        if (scraped)
        {
            services.AddSingleton<IAdminEndpoint, MetricsEndpoint>();
        }

        if (settings.OtlpEndpoint is not null && settings.TracePercent > 0)
        {
            _ = builder.WithTracing(traces => traces
                .AddSource(Tracing.SourceName)
                .SetSampler(new TraceIdRatioBasedSampler(settings.TracePercent / 100.0))
                .AddOtlpExporter(exporter => Configure(exporter, settings, "v1/traces")));
        }
    }

    private static void AddMetrics(MeterProviderBuilder metrics, TelemetrySettings settings, bool scraped)
    {
        _ = metrics.AddMeter(Meters);
        if (scraped)
        {
            _ = metrics.AddPrometheusExporter(exporter => exporter.ScrapeResponseCacheDurationMilliseconds = 0);
        }

        if (settings.OtlpEndpoint is not null)
        {
            _ = metrics.AddOtlpExporter(exporter => Configure(exporter, settings, "v1/metrics"));
        }
    }

    private static void Configure(OtlpExporterOptions exporter, TelemetrySettings settings, string path)
    {
        // Over HTTP each signal has a path of its own, which the exporter adds only to an endpoint of the environment.
        exporter.Protocol = settings.OtlpGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = settings.OtlpGrpc ? settings.OtlpEndpoint! : new($"{settings.OtlpEndpoint!.AbsoluteUri.TrimEnd('/')}/{path}");
        exporter.Headers = settings.OtlpHeaders;
    }
}
