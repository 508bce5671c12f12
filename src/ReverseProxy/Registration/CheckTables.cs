using System.Globalization;
using Bittensor.Registry;
using ReverseProxy.Registration.Probing;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ReverseProxy.Registration;

/// <summary><c>check</c> on a terminal. Every cell is a <see cref="Text"/>, which takes no markup: what is in it is anybody's.</summary>
internal static class CheckTables
{
    private const int NarrowestWidth = 100;
    private const int NarrowestWidthWithProbes = 140;

    /// <summary>Whether the terminal is wide enough: a hotkey takes 48 columns and must stay in one piece to be copied.</summary>
    public static bool Fit(IAnsiConsole terminal, CheckReport report) =>
        terminal.Profile.Width >= (report.Probes is null ? NarrowestWidth : NarrowestWidthWithProbes);

    public static void Write(IAnsiConsole terminal, CheckReport report)
    {
        MinerRegistry registry = report.Registry;
        int valid = registry.Valid.Count();
        terminal.WriteLine($"Netuid {registry.Netuid} on {report.Snapshot.Target.Name} ({report.Snapshot.Endpoint}), block {registry.Block}");
        terminal.WriteLine($"Total commitments: {registry.Entries.Length}: {valid} valid, {registry.Entries.Length - valid} invalid");
        terminal.WriteLine();
        terminal.Write(Valid(report));
        if (valid == registry.Entries.Length)
        {
            return;
        }

        terminal.Write(Invalid(report));
        if (!report.Verbose)
        {
            terminal.WriteLine("Tip: Use --verbose to see detailed error information");
        }
    }

    private static Table Valid(CheckReport report)
    {
        Table table = new Table().Border(TableBorder.Rounded).Title("Valid commitments");
        AddColumns(table, ["Hotkey", "UID", "Block", "Address", "Port"]);
        if (report.Probes is not null)
        {
            AddColumns(table, ["State", "Latency", "Certificate expires"]);
        }

        foreach (RegistryEntry entry in report.Registry.Valid)
        {
            List<IRenderable> cells = [Hotkey(entry), Uid(entry), new Text(entry.Block()), new Text(entry.Endpoint!.Address), new Text(entry.Endpoint.PortText)];
            if (report.ProbeOf(entry) is { } probe)
            {
                cells.Add(new Text(probe.State(), ColourOf(probe.State)));
                cells.Add(new Text(probe.Latency()));
                cells.Add(new Text(probe.Certificate()));
            }

            _ = table.AddRow(cells);
        }

        return table;
    }

    private static Table Invalid(CheckReport report)
    {
        Table table = new Table().Border(TableBorder.Rounded).Title("Invalid commitments");
        AddColumns(table, report.Verbose ? ["Hotkey", "UID", "Block", "Raw string", "Length", "Error"] : ["Hotkey", "UID", "Raw string", "Length"]);
        foreach (RegistryEntry entry in report.Registry.Invalid)
        {
            Text raw = new(entry.Raw());
            Text length = new(entry.Raw.Length.ToString(CultureInfo.InvariantCulture));
            _ = table.AddRow(report.Verbose
                ? [Hotkey(entry), Uid(entry), new Text(entry.Block()), raw, length, new Text($"{entry.Problem?.Type}: {entry.Error()}")]
                : new IRenderable[] { Hotkey(entry), Uid(entry), raw, length });
        }

        return table;
    }

    private static void AddColumns(Table table, IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            _ = table.AddColumn(new TableColumn(new Text(name)) { NoWrap = name == "Hotkey" });
        }
    }

    private static Text Hotkey(RegistryEntry entry) => new(entry.Hotkey.ToSs58());

    private static Text Uid(RegistryEntry entry) => new(entry.Uid(), entry.Uid is null ? Color.Yellow : Color.Default);

    private static Color ColourOf(ProbeState state) => state switch
    {
        ProbeState.Ok => Color.Green,
        ProbeState.NotProbed => Color.Yellow,
        _ => Color.Red,
    };
}
