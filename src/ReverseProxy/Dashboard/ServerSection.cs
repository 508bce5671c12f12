using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using ReverseProxy.Authentication;
using ReverseProxy.Configuration;
using ReverseProxy.Limits;
using ReverseProxy.Serving;
using ReverseProxy.SharedState;
using ReverseProxy.Tls;

namespace ReverseProxy.Dashboard;

/// <summary>The proxy itself: its load, its certificate, what it shares and what it remembers.</summary>
internal sealed class ServerSection(IServiceProvider services, Places places, ReplayGuard replays, SnapshotHolder snapshots) : IDashboardSection
{
    public string Title => "Proxy";

    public IEnumerable<DashboardRow> Rows()
    {
        ProxyConfiguration configuration = snapshots.Current.Configuration;
        int limit = configuration.Limits.Concurrent;
        yield return new(
            "Being served",
            limit == 0 ? Text(places.Taken) : $"{Text(places.Taken)} of {Text(limit)}",
            limit > 0 && places.Taken > limit * 4 / 5 ? DashboardMark.Warning : DashboardMark.Plain);
        yield return CapacityShape.IsFlat(configuration.Capacity)
            ? new("Capacity", configuration.Capacity.GetRawText(), DashboardMark.Well)
            : new("Capacity", $"{configuration.Capacity.GetRawText()}: not the flat map of booleans that subnet 11's orchestrator wants", DashboardMark.Warning);
        yield return Certificate();
        yield return new(
            "Used requests",
            replays.Persistent ? "remembered beyond a restart" : "remembered in memory only",
            replays.Persistent ? DashboardMark.Well : DashboardMark.Warning);
        if (services.GetService<SharedStore>() is { } store)
        {
            yield return new("Shared store", store.Joined ? "takes part" : $"away; {Text(store.Pending)} requests to be told", store.Joined ? DashboardMark.Well : DashboardMark.Warning);
        }
    }

    private DashboardRow Certificate()
    {
        if (services.GetService<CertificateStore>() is not { } certificates)
        {
            return new("TLS", "none: something in front must speak it, or validators cannot reach you", DashboardMark.Warning);
        }

        CertificateVerdict verdict = certificates.Verdict;
        DashboardMark mark = verdict.Problems.Count > 0 ? DashboardMark.Failing : verdict.DaysLeft < CertificateVerdict.WarningDays ? DashboardMark.Warning : DashboardMark.Well;
        return new("Certificate", verdict.Describe(), mark);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
