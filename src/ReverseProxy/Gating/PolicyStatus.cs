using System.Text.Json;
using ReverseProxy.Serving;
using ReverseProxy.Status;

namespace ReverseProxy.Gating;

/// <summary>Each rule in force, whom it refused, and whom it would have refused if it did not only warn.</summary>
internal sealed class PolicyStatus(SnapshotHolder snapshots, GateCounters counters) : IStatusSection
{
    public string Name => "policies";

    public void Write(Utf8JsonWriter writer)
    {
        foreach (PolicySettings policy in snapshots.Current.Configuration.Auth.Gate.Policies.DistinctBy(policy => policy.Kind))
        {
            writer.WriteStartObject(policy.Name);
            writer.WriteString("mode"u8, policy.Mode.ToString().ToLowerInvariant());
            writer.WriteNumber("refused"u8, counters.CountOfRefused(policy.Kind));
            writer.WriteNumber("would_have_refused"u8, counters.CountOfWouldHaveRefused(policy.Kind));
            writer.WriteNumber("unknown"u8, counters.CountOfUnknown(policy.Kind));
            writer.WriteEndObject();
        }
    }
}
