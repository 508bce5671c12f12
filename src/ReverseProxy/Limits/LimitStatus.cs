using System.Text.Json;
using ReverseProxy.Status;

namespace ReverseProxy.Limits;

/// <summary>What is being served now.</summary>
internal sealed class LimitStatus(Places places, ConnectionLimit connections) : IStatusSection
{
    public string Name => "requests";

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteNumber("running"u8, places.Taken);
        writer.WriteNumber("senders"u8, places.Senders);
        writer.WriteNumber("connections"u8, connections.Open);
        writer.WriteNumber("connections_refused"u8, connections.Refused);
    }
}
