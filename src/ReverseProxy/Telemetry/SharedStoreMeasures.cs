using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using ReverseProxy.SharedState;

namespace ReverseProxy.Telemetry;

/// <summary>Whether the store that replicas share takes part, where one is configured.</summary>
internal sealed class SharedStoreMeasures(IServiceProvider services) : IMeasured
{
    public void Register(Meter meter)
    {
        if (services.GetService<SharedStore>() is { } store)
        {
            _ = meter.CreateObservableGauge("reverse_proxy.shared_store.joined", () => store.Joined ? 1 : 0, "{store}", "One while the shared store takes part in decisions.");
            _ = meter.CreateObservableGauge("reverse_proxy.shared_store.pending", () => store.Pending, "{request}", "Requests that the shared store is still to be told of.");
        }
    }
}
