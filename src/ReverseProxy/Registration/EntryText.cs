using System.Globalization;
using Bittensor.Registry;
using ReverseProxy.Logging;
using ReverseProxy.Registration.Probing;

namespace ReverseProxy.Registration;

/// <summary>What is shown of a commitment in lists and tables.</summary>
internal static class EntryText
{
    public static string Uid(this RegistryEntry entry) => entry.Uid?.ToString(CultureInfo.InvariantCulture) ?? "not registered any more";

    public static string Block(this RegistryEntry entry) => entry.Block?.ToString(CultureInfo.InvariantCulture) ?? "unknown";

    public static string Raw(this RegistryEntry entry) => Printable.Escaped(entry.RawText);

    public static string Error(this RegistryEntry entry) => Printable.Escaped(entry.Problem?.Message ?? "");

    public static string State(this ProbeResult probe) => probe.State == ProbeState.Ok ? "ok" : $"{probe.State.Name()}: {Printable.Escaped(probe.Detail)}";

    public static string Latency(this ProbeResult probe) => string.Create(CultureInfo.InvariantCulture, $"{probe.Elapsed.TotalMilliseconds:0} ms");

    public static string Certificate(this ProbeResult probe) => probe.CertificateExpires is { } expires
        ? expires.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)
        : "none seen";
}
