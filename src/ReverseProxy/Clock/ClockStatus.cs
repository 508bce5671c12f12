using System.Text.Json;
using ReverseProxy.Status;

namespace ReverseProxy.Clock;

/// <summary>Our time, and how far it is from others'. Positive is ahead.</summary>
internal sealed class ClockStatus(ClockGuard senders, ChainClock chain, TimeProvider time) : IStatusSection
{
    public string Name => "clock";

    public void Write(Utf8JsonWriter writer)
    {
        TimeSpan? ofSenders = senders.Drift;
        TimeSpan? ofChain = chain.Drift;
        writer.WriteString("now"u8, time.GetUtcNow().ToUtcText());
        Write(writer, "sender_drift_ms", ofSenders);
        writer.WriteNumber("senders"u8, senders.Senders);
        Write(writer, "chain_drift_ms", ofChain);
        Write(writer, "block_delay_ms", chain.Delay);
        writer.WriteNumber("warnings"u8, senders.Warnings + chain.Warnings);
        writer.WriteBoolean("drifting"u8, ofSenders?.Duration() > ClockGuard.Tolerance || ofChain?.Duration() > ClockGuard.Tolerance);
    }

    private static void Write(Utf8JsonWriter writer, string name, TimeSpan? drift)
    {
        if (drift is { } known)
        {
            writer.WriteNumber(name, (long)known.TotalMilliseconds);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
