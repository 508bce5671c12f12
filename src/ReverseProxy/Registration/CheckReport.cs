using System.Text.Json;
using Bittensor.Registry;
using ReverseProxy.Registration.Probing;
using Substrate.Cryptography;

namespace ReverseProxy.Registration;

/// <summary>What <c>check</c> found.</summary>
/// <param name="Snapshot">The registry.</param>
/// <param name="Probes">What came of asking the miners; null where they were not asked.</param>
/// <param name="Verbose">Whether to say why invalid commitments are invalid.</param>
internal sealed record CheckReport(RegistrySnapshot Snapshot, IReadOnlyDictionary<AccountId, ProbeResult>? Probes, bool Verbose)
{
    public MinerRegistry Registry => Snapshot.Registry;

    public ProbeResult? ProbeOf(RegistryEntry entry) => Probes?.GetValueOrDefault(entry.Hotkey);

    /// <summary>The report as JSON. The names are documented in docs/registry.md and do not change.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        EntryJson.WriteHead(json, Snapshot);
        json.WriteNumber("total", Registry.Entries.Length);
        json.WriteStartArray("valid");
        foreach (RegistryEntry entry in Registry.Valid)
        {
            json.WriteStartObject();
            EntryJson.WriteMembers(json, entry);
            if (ProbeOf(entry) is { } probe)
            {
                WriteProbe(json, probe);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("invalid");
        foreach (RegistryEntry entry in Registry.Invalid)
        {
            json.WriteStartObject();
            EntryJson.WriteMembers(json, entry);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteProbe(Utf8JsonWriter json, ProbeResult probe)
    {
        json.WriteStartObject("probe");
        json.WriteString("state", probe.State.Name());
        json.WriteString("detail", probe.Detail);
        json.WriteNumber("latency_ms", (long)probe.Elapsed.TotalMilliseconds);
        json.WriteString("ip", probe.Address?.ToString());
        json.WriteString("certificate_expires", probe.CertificateExpires?.ToString("yyyy-MM-ddTHH:mm:ssZ", null));
        json.WriteEndObject();
    }
}
