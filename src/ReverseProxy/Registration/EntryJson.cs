using System.Text.Json;
using Bittensor.Registry;
using ReverseProxy.Logging;

namespace ReverseProxy.Registration;

/// <summary>A commitment as JSON. The names are documented in docs/registry.md and do not change.</summary>
internal static class EntryJson
{
    public static void WriteHead(Utf8JsonWriter json, RegistrySnapshot snapshot)
    {
        json.WriteString("network", snapshot.Target.Name);
        json.WriteString("endpoint", snapshot.Endpoint);
        json.WriteNumber("netuid", snapshot.Registry.Netuid);
        json.WriteBoolean("subnet_exists", snapshot.Registry.SubnetExists);
        json.WriteNumber("block", snapshot.Registry.Block);
        json.WriteString("block_hash", snapshot.Registry.BlockHash.ToString());
    }

    public static void WriteMembers(Utf8JsonWriter json, RegistryEntry entry)
    {
        json.WriteString("hotkey", entry.Hotkey.ToSs58());
        Number(json, "uid", entry.Uid);
        Number(json, "block", entry.Block);
        json.WriteString("string", Printable.Escaped(entry.RawText));
        json.WriteString("hex", Convert.ToHexStringLower(entry.Raw.Span));
        json.WriteNumber("length", entry.Raw.Length);
        json.WriteString("address", entry.Endpoint?.Address);
        Number(json, "port", entry.Endpoint?.Port);
        json.WriteString("error_type", entry.Problem?.Type);
        json.WriteString("error", entry.Problem is { } problem ? Printable.Escaped(problem.Message) : null);
    }

    private static void Number(Utf8JsonWriter json, string name, ulong? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
