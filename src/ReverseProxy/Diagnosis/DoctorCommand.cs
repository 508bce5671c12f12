using System.CommandLine;
using System.Globalization;
using System.Text;
using Bittensor.Registry;
using ReverseProxy.CommandLine;
using ReverseProxy.Configuration;
using ReverseProxy.Serving;

namespace ReverseProxy.Diagnosis;

/// <summary><c>reverse-proxy doctor</c>: what keeps validators away, and what to do about it.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        ConfigurationOptions options = new();
        Option<string?> address = new("--address") { Description = "Where validators find the proxy: host, or host:port [default: server.public_address and server.public_port]", HelpName = "ADDRESS" };
        Option<string> timeServer = new("--time-server") { Description = "The NTP server that the clock is compared with", DefaultValueFactory = _ => "pool.ntp.org:123", HelpName = "HOST:PORT" };
        Option<bool> offline = new("--offline") { Description = "Ask nobody but this machine and the backends" };
        Option<bool> json = new("--json") { Description = "Print the list as JSON" };
        Command command = new(
            "doctor",
            """
            Go through what keeps validators away: configuration, files, clock, backends, the public address as they see it, and the chain.
            Exit code 0 where nothing fails, 1 where something does. No key of yours is needed or opened.
            Example: reverse-proxy doctor --address 203.0.113.7:9999
            """)
        {
            address, timeServer, offline, json,
        };
        options.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            ConfigurationReading reading = options.Reader(result)();
            Patient patient = new()
            {
                Reading = reading,
                Public = PublicOf(reading.Configuration.Server, result.GetValue(address)),
                Offline = result.GetValue(offline),
                TimeServer = TimeServerOf(result.GetValue(timeServer)!),
            };
            return await RunAsync(patient, result.GetValue(json), cancellationToken);
        });
        return command;
    }

    /// <summary>The endpoint that an option or the configuration names; null where neither does.</summary>
    /// <exception cref="CommandException">It is none.</exception>
    internal static MinerEndpoint? PublicOf(ServerSettings server, string? option)
    {
        if ((option ?? server.PublicAddress) is not { } text)
        {
            return null;
        }

        try
        {
            bool hasPort = text.LastIndexOf(':') > text.LastIndexOf(']') && text.Count(character => character == ':') == 1 || text.Contains("]:", StringComparison.Ordinal);
            return hasPort ? MinerEndpoint.Parse(text) : MinerEndpoint.Create(text, server.PublicPort.ToString(CultureInfo.InvariantCulture));
        }
        catch (MinerEndpointException exception)
        {
            throw new CommandException($"{(option is null ? "server.public_address" : "--address")}: {exception.Message}", ExitCode.Usage);
        }
    }

    private static string TimeServerOf(string text) =>
        text.LastIndexOf(':') is > 0 and int colon && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? text
            : throw new CommandException($"--time-server: \"{text}\" is no host:port", ExitCode.Usage);

    private static async Task<int> RunAsync(Patient patient, bool json, CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        await foreach (Finding finding in Doctor.Complete.ExamineAsync(patient, cancellationToken))
        {
            findings.Add(finding);
            if (!json)
            {
                Print(finding);
            }
        }

        if (json)
        {
            Console.WriteLine(Json(findings));
        }
        else
        {
            Console.WriteLine(string.Join(", ", findings.GroupBy(finding => finding.OutcomeName).Select(group => $"{group.Count()} {group.Key}")));
        }

        return findings.Exists(finding => finding.Outcome is Outcome.Fail) ? ExitCode.Failed : ExitCode.Done;
    }

    private static void Print(Finding finding)
    {
        string word = finding.Outcome is Outcome.Fail or Outcome.Warn ? finding.OutcomeName.ToUpperInvariant() : finding.OutcomeName;
        Console.WriteLine($"{word,-8} {finding.Check}: {finding.Text}");
        if (finding.Fix is { } fix)
        {
            Console.WriteLine($"         {fix}");
        }
    }

    private static string Json(List<Finding> findings) => Encoding.UTF8.GetString(JsonBytes.Object(writer =>
    {
        writer.WriteBoolean("healthy"u8, !findings.Exists(finding => finding.Outcome is Outcome.Fail));
        writer.WriteStartArray("findings"u8);
        foreach (Finding finding in findings)
        {
            writer.WriteStartObject();
            writer.WriteString("check"u8, finding.Check);
            writer.WriteString("outcome"u8, finding.OutcomeName);
            writer.WriteString("text"u8, finding.Text);
            if (finding.Fix is not null)
            {
                writer.WriteString("fix"u8, finding.Fix);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }));
}
