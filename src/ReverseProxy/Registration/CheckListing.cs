using Bittensor.Registry;
using ReverseProxy.Registration.Probing;

namespace ReverseProxy.Registration;

/// <summary><c>check</c> in a pipe: the lines of the original, which scripts may read, with some of our own between them.</summary>
internal static class CheckListing
{
    private static readonly string Wide = new('=', 80);
    private static readonly string Side = new('=', 20);
    private static readonly string Line = new('-', 40);

    public static void Write(TextWriter output, CheckReport report)
    {
        MinerRegistry registry = report.Registry;
        int valid = registry.Valid.Count();
        output.WriteLine(
            $"""

            {Wide}
            ALL COMMITMENTS FOR NETUID: {registry.Netuid}
            Network: {report.Snapshot.Target.Name}
            Endpoint: {report.Snapshot.Endpoint}
            As of Block: {registry.Block} ({registry.BlockHash})
            Total commitments: {registry.Entries.Length}
            {Wide}

            Summary: {valid} valid, {registry.Entries.Length - valid} invalid
            {new string('-', 80)}

            {Side} VALID COMMITMENTS {Side}
            """);
        foreach (RegistryEntry entry in registry.Valid)
        {
            WriteValid(output, entry, report.ProbeOf(entry));
        }

        if (valid < registry.Entries.Length)
        {
            output.WriteLine($"\n{Side} INVALID COMMITMENTS {Side}");
            foreach (RegistryEntry entry in registry.Invalid)
            {
                WriteInvalid(output, entry, report.Verbose);
            }

            if (!report.Verbose)
            {
                output.WriteLine("\nTip: Use --verbose to see detailed error information");
            }
        }

        output.WriteLine(Wide);
    }

    private static void WriteValid(TextWriter output, RegistryEntry entry, ProbeResult? probe)
    {
        output.WriteLine(
            $"""

            Hotkey: {entry.Hotkey.ToSs58()}
            UID: {entry.Uid()}
            Block: {entry.Block()}
            Address: {entry.Endpoint!.Address}
            Port: {entry.Endpoint.PortText}
            String Length: {entry.Raw.Length}
            """);
        if (probe is not null)
        {
            output.WriteLine($"Probe: {probe.State()}\nLatency: {probe.Latency()}\nCertificate Expires: {probe.Certificate()}");
        }

        output.WriteLine(Line);
    }

    private static void WriteInvalid(TextWriter output, RegistryEntry entry, bool verbose)
    {
        output.WriteLine($"\nHotkey: {entry.Hotkey.ToSs58()}");
        if (verbose)
        {
            output.WriteLine($"UID: {entry.Uid()}\nBlock: {entry.Block()}");
        }

        output.WriteLine($"Raw String: {entry.Raw()}\nString Length: {entry.Raw.Length}");
        if (verbose)
        {
            output.WriteLine($"Error Type: {entry.Problem?.Type}\nError: {entry.Error()}");
        }

        output.WriteLine(Line);
    }
}
