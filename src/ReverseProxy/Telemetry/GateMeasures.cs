using System.Diagnostics.Metrics;
using Bittensor.Subnets;
using ReverseProxy.Gating;
using ReverseProxy.Serving;

namespace ReverseProxy.Telemetry;

/// <summary>What the rules would have refused, and how old the subnet's state is that they ask.</summary>
internal sealed class GateMeasures(GateCounters counters, FeedCounters feed, SubnetHolder subnet, ProxyServerOptions options) : IMeasured
{
    private static readonly (PolicyKind Kind, KeyValuePair<string, object?> Label)[] Policies =
        [.. Enum.GetValues<PolicyKind>().Select(kind => (kind, new KeyValuePair<string, object?>("policy", PolicySettings.NameOf(kind))))];

    public void Register(Meter meter)
    {
        _ = meter.CreateObservableCounter(
            "reverse_proxy.policy.would_have_refused",
            () => Policies.Select(policy => new Measurement<long>(counters.CountOfWouldHaveRefused(policy.Kind), policy.Label)),
            "{request}",
            "Requests that a rule in mode warn would have refused.");
        _ = meter.CreateObservableCounter(
            "reverse_proxy.policy.unknown",
            () => Policies.Select(policy => new Measurement<long>(counters.CountOfUnknown(policy.Kind), policy.Label)),
            "{request}",
            "Requests for which a rule had no state of the subnet to judge by.");
        _ = meter.CreateObservableCounter(
            "reverse_proxy.policy.refused",
            () => Policies.Select(policy => new Measurement<long>(counters.CountOfRefused(policy.Kind), policy.Label)),
            "{request}",
            "Rightly signed requests that a rule refused.");
        _ = meter.CreateObservableCounter(
            "reverse_proxy.subnet.lookups",
            () => new[] { Labelled(counters.Hits, "hit"), Labelled(counters.Misses, "miss") },
            "{request}",
            "Requests that rules judged by the state of the subnet (hit), or had none for that they believed (miss).");
        _ = meter.CreateObservableCounter(
            "reverse_proxy.subnet.refreshes",
            () => new[] { Labelled(feed.Refreshes, "done"), Labelled(feed.Failures, "failed") },
            "{refresh}",
            "How often the state of the subnet was read from the chain, and could not be.");
        _ = meter.CreateObservableGauge(
            "reverse_proxy.subnet.age",
            () => Known(state => (options.Time.GetUtcNow() - state.TakenAt).TotalSeconds),
            "s",
            "How old the state of the subnet is; absent while there is none.");
        _ = meter.CreateObservableGauge("reverse_proxy.subnet.block", () => Known(state => (long)state.Block), "{block}", "The block of that state.");
    }

    private static Measurement<long> Labelled(long count, string result) => new(count, new KeyValuePair<string, object?>("result", result));

    private IEnumerable<Measurement<T>> Known<T>(Func<Metagraph, T> figure)
        where T : struct => subnet.Current is { } state ? [new(figure(state))] : [];
}
