using System.Globalization;
using ReverseProxy.Gating;
using ReverseProxy.Serving;

namespace ReverseProxy.Dashboard;

/// <summary>The subnet's state that the rules ask, and what the rules came to.</summary>
internal sealed class SubnetSection(SubnetHolder subnet, GateCounters counters, SnapshotHolder snapshots, ProxyServerOptions options) : IDashboardSection
{
    public string Title => "Subnet and rules";

    public IEnumerable<DashboardRow> Rows()
    {
        GateSettings gate = snapshots.Current.Configuration.Auth.Gate;
        yield return new(
            "Allowed by name",
            gate.IsOpen ? "everybody with a valid key comes in" : gate.Allowed.Entries.Count == 1 ? "1 sender" : string.Create(CultureInfo.InvariantCulture, $"{gate.Allowed.Entries.Count} senders"),
            gate.IsOpen ? DashboardMark.Warning : DashboardMark.Plain);
        if (subnet.Current is { } state)
        {
            TimeSpan age = options.Time.GetUtcNow() - state.TakenAt;
            yield return new(
                "State",
                string.Create(CultureInfo.InvariantCulture, $"block {state.Block}, {age.TotalSeconds:0} s old"),
                age > snapshots.Current.Configuration.Auth.CacheDuration ? DashboardMark.Warning : DashboardMark.Well);
        }
        else if (gate.NeedsSubnet)
        {
            yield return new("State", "none yet: rules that ask it decide by their setting for that", DashboardMark.Warning);
        }

        foreach (PolicySettings policy in gate.Policies)
        {
            long would = counters.CountOfWouldHaveRefused(policy.Kind);
            yield return new(
                $"Rule {policy.Name}",
                policy.Mode is PolicyMode.Warn ? string.Create(CultureInfo.InvariantCulture, $"warns only; would have refused {would} requests") : policy.Mode.ToString().ToLowerInvariant());
        }
    }
}
