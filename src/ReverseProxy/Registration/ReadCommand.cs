using System.CommandLine;
using Bittensor.Registry;
using ReverseProxy.CommandLine;

namespace ReverseProxy.Registration;

/// <summary><c>reverse-proxy read</c>: lists what stands on chain for a subnet, in the original's form.</summary>
internal sealed class ReadCommand
{
    private readonly RegistryOptions _options = new();
    private readonly WalletOptions _wallet = new();

    public static Command Create() => new ReadCommand().CreateCommand();

    private Command CreateCommand()
    {
        Command command = new(
            "read",
            $"""
            List all commitments of a subnet, in the order of storage.
            Example: reverse-proxy read --network finney --netuid 11

            {ExitCode.Table}
            """);
        _options.AddTo(command);
        _wallet.AddTo(command, hidden: true);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using Interruption interruption = new(cancellationToken);
        RegistrySnapshot snapshot = await RegistrySnapshot.ReadAsync(
            _options.Target(result), _options.Netuid(result), _options.Logger(result), interruption.Token);
        if (_options.Json(result))
        {
            JsonOutput.Write(Console.Out, json =>
            {
                json.WriteStartObject();
                EntryJson.WriteHead(json, snapshot);
                json.WriteNumber("total", snapshot.Registry.Entries.Length);
                json.WriteStartArray("entries");
                foreach (RegistryEntry entry in snapshot.Registry.Entries)
                {
                    json.WriteStartObject();
                    EntryJson.WriteMembers(json, entry);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
        }
        else if (snapshot.Registry.Entries.IsEmpty)
        {
            Console.Out.WriteLine(snapshot.NothingFound);
        }
        else
        {
            ReadListing.Write(Console.Out, snapshot.Registry);
        }

        return snapshot.ExitCode;
    }
}
