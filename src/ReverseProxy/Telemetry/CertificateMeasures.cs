using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using ReverseProxy.Serving;
using ReverseProxy.Tls;

namespace ReverseProxy.Telemetry;

/// <summary>How long the certificate is good for, where the server speaks TLS.</summary>
internal sealed class CertificateMeasures(IServiceProvider services, ProxyServerOptions options) : IMeasured
{
    public void Register(Meter meter)
    {
        if (services.GetService<CertificateStore>() is not { } store)
        {
            return;
        }

        _ = meter.CreateObservableGauge(
            "reverse_proxy.certificate.left",
            () => (store.Standard.Leaf.NotAfter.ToUniversalTime() - options.Time.GetUtcNow().UtcDateTime).TotalSeconds,
            "s",
            "How long until the certificate expires; negative where it has.");
    }
}
