using System.Text.Json;
using Bittensor.Subnets;
using ReverseProxy.Serving;
using ReverseProxy.Status;

namespace ReverseProxy.Gating;

/// <summary>What is known of the subnet, how old it is, and how often it was of use.</summary>
internal sealed class SubnetStatus(SnapshotHolder snapshots, SubnetHolder holder, FeedCounters feed, GateCounters counters, TimeProvider time) : IStatusSection
{
    public string Name => "subnet";

    public void Write(Utf8JsonWriter writer)
    {
        FeedSettings settings = FeedSettings.Of(snapshots.Current.Configuration);
        Metagraph? state = settings.IsNeeded ? holder.Current : null;
        TimeSpan age = state is null ? TimeSpan.Zero : time.GetUtcNow() - state.TakenAt;
        writer.WriteNumber("netuid"u8, settings.Netuid);
        writer.WriteString("state"u8, Word(settings, state, age));
        if (state is not null)
        {
            writer.WriteNumber("block"u8, state.Block);
            writer.WriteNumber("age_seconds"u8, (long)Math.Max(0, age.TotalSeconds));
            writer.WriteNumber("neurons"u8, state.Neurons.Count);
            writer.WriteNumber("validators"u8, state.Neurons.Count(neuron => neuron.HasValidatorPermit));
        }

        writer.WriteNumber("hits"u8, counters.Hits);
        writer.WriteNumber("misses"u8, counters.Misses);
        writer.WriteNumber("refreshes"u8, feed.Refreshes);
        writer.WriteNumber("failures"u8, feed.Failures);
        writer.WriteString("endpoint"u8, feed.Endpoint);
        writer.WriteString("last_failure"u8, feed.LastFailure);
    }

    private static string Word(FeedSettings settings, Metagraph? state, TimeSpan age) => state switch
    {
        _ when !settings.IsNeeded => "off",
        null => "unknown",
        _ => age <= settings.CacheDuration ? "fresh" : "stale",
    };
}
