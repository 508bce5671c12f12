using System.Text.Json;
using ReverseProxy.Status;

namespace ReverseProxy.Callbacks;

/// <summary>What is awaited from backends and owed to callers.</summary>
internal sealed class CallbackStatus(CallbackDesk desk, ParkedConnections connections, CallbackSpool spool) : IStatusSection
{
    public string Name => "callbacks";

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteNumber("awaited"u8, desk.Awaited);
        writer.WriteNumber("owed"u8, desk.Owed);
        writer.WriteNumber("delivered"u8, desk.Fates[CallbackFate.Delivered]);
        writer.WriteNumber("given_up"u8, desk.Fates[CallbackFate.Expired] + desk.Fates[CallbackFate.Undeliverable]);
        writer.WriteNumber("connections_waiting"u8, connections.Waiting);
        writer.WriteNumber("connections_used"u8, connections.Used);
        if (spool.Fault is { } fault)
        {
            writer.WriteString("not_written"u8, fault);
        }
    }
}
