using System.Text.Json;
using ReverseProxy.Status;

namespace ReverseProxy.SharedState;

/// <summary>Whether the store that replicas share takes part.</summary>
internal sealed class SharedStateStatus(SharedStore store) : IStatusSection
{
    public string Name => "shared_state";

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteBoolean("joined"u8, store.Joined);
        writer.WriteNumber("left"u8, store.Left);
        writer.WriteNumber("untold"u8, store.Pending);
    }
}
