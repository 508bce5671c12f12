using Microsoft.Extensions.DependencyInjection;
using ReverseProxy.Configuration;
using ReverseProxy.Dashboard;
using ReverseProxy.Diagnosis;
using ReverseProxy.Serving;
using ReverseProxy.Telemetry;
using ReverseProxy.Tls;

namespace ReverseProxy.Watching;

/// <summary>Registers the watch and what it looks at.</summary>
internal static class WatchServices
{
    // These go out into the world.
    private static readonly TimeSpan Seldom = TimeSpan.FromMinutes(10);

    public static void AddWatch(this IServiceCollection services, ProxyConfiguration configuration)
    {
        services.AddSingleton<Webhook>();
        services.AddHostedService(provider => provider.GetRequiredService<Webhook>());
        services.AddSingleton<Watch>();
        services.AddSingleton<IMeasured>(provider => provider.GetRequiredService<Watch>());
        services.AddSingleton<IDashboardSection>(provider => provider.GetRequiredService<Watch>());
        services.AddHostedService(provider => provider.GetRequiredService<Watch>());
        services.AddSingleton<IWatched, SweepWatched>();
        services.AddSingleton<IWatched, BackendWatched>();
        services.AddSingleton<IWatched, ClockWatched>();
        if (configuration.Server.Tls is not null)
        {
            services.AddSingleton<IWatched>(provider => new CertificateWatched(provider.GetRequiredService<CertificateStore>()));
        }

        if (configuration.Watch.Orchestrator is not null)
        {
            services.AddSingleton(provider => Repeated(provider, new MirrorDiagnosis(), Seldom));
        }

        if (configuration.Server.PublicAddress is not null)
        {
            services.AddSingleton(provider => Repeated(provider, new ReachDiagnosis(), Seldom));
            services.AddSingleton(provider => Repeated(provider, new CapacityDiagnosis(), Seldom));
            services.AddSingleton(provider => Repeated(provider, new ChainDiagnosis(), Seldom));
        }
    }

    private static IWatched Repeated(IServiceProvider provider, IDiagnosis diagnosis, TimeSpan interval) => new DiagnosisWatched(
        diagnosis, interval, provider.GetRequiredService<ProxyServerOptions>(), provider.GetRequiredService<SnapshotHolder>());
}
