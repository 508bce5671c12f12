using Bittensor.Registry;

namespace ReverseProxy.Registration;

/// <summary>The listing of <c>read</c>: the original's, line for line.</summary>
internal static class ReadListing
{
    private static readonly string Wide = new('=', 100);
    private static readonly string Line = new('-', 80);

    public static void Write(TextWriter output, MinerRegistry registry)
    {
        output.WriteLine($"\n{Wide}\nMINER REGISTRATIONS (Total: {registry.Entries.Length})\n{Wide}");
        foreach (RegistryEntry entry in registry.Entries)
        {
            output.WriteLine($"\nHotkey: {entry.Hotkey.ToSs58()}\nBlock: {entry.Block()}\nRaw Chain String: {entry.Raw()}");
            output.WriteLine(entry.Endpoint is { } endpoint
                ? $"Decoded Fields:\n  - address: {endpoint.Address}\n  - port: {endpoint.PortText}"
                : $"Error: {entry.Error()}");
            output.WriteLine(Line);
        }
    }
}
