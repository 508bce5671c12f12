using System.Globalization;
using ReverseProxy.Serving;
using ReverseProxy.Watching;

namespace ReverseProxy.Dashboard;

/// <summary>What the chain says of us, whether that is where we are, and whether we are reached there, as the watch found it.</summary>
internal sealed class OwnAddressSection(Func<Watch> watch, SnapshotHolder snapshots) : IDashboardSection
{
    private static readonly (string Condition, string Title)[] Shown =
    [
        ("registered", "On the subnet"), ("stake", "Stake"), ("commitment", "Committed address"), ("port", "Port"), ("TLS", "Certificate there"), ("reachable", "GET / there"), ("capacity", "Signed /capacity there"),
    ];

    public string Title => "Own address";

    /// <summary>Whether a condition is shown here rather than among the others.</summary>
    public static bool Shows(string condition) => Shown.Any(shown => shown.Condition == condition);

    public IEnumerable<DashboardRow> Rows()
    {
        if (snapshots.Current.Configuration is not { Server.PublicAddress: { } address, Watch.Interval.Ticks: > 0 } configuration)
        {
            yield return new("Not looked at", "set server.public_address and a watch.interval: then the chain and this address are looked at every 10 minutes", DashboardMark.Warning);
            yield break;
        }

        yield return new("Ours", string.Create(CultureInfo.InvariantCulture, $"{address}:{configuration.Server.PublicPort}"));
        foreach ((string condition, string title) in Shown)
        {
            if (watch().Find(condition) is var (found, at))
            {
                DashboardRow row = Watch.RowOf(found);
                yield return new(title, string.Create(CultureInfo.InvariantCulture, $"{row.Value} ({at:HH:mm} UTC)"), row.Mark);
            }
        }

        if (watch().Find("commitment") is null)
        {
            yield return new("Committed address", "not looked at yet, or the chain's node cannot be asked");
        }
    }
}
