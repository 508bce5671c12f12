using System.CommandLine;
using System.Text.Json;
using ReverseProxy.CommandLine;
using ReverseProxy.Serving;
using Substrate.Cryptography;

namespace ReverseProxy.Admin;

/// <summary><c>reverse-proxy senders</c>: who comes in, changed while the proxy runs.</summary>
internal static class SendersCommand
{
    public static Command Create()
    {
        Command command = new("senders", "See and change who comes in, while the proxy runs. Changes outlive a restart; the configuration file is not touched.");
        command.Subcommands.Add(List());
        command.Subcommands.Add(Change("allow", "Allow a sender."));
        command.Subcommands.Add(Change("deny", "Deny a sender, also one that the configuration allows."));
        command.Subcommands.Add(Change("forget", "Leave a sender to the configuration again."));
        return command;
    }

    private static Command List()
    {
        ConfigurationOptions options = new();
        Option<bool> json = new("--json") { Description = "Print it as JSON" };
        Command command = new("list", "Print the lists in force.") { json };
        options.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using AdminClient client = AdminClient.Open(options.Reader(result)().Configuration);
            Print(await client.SendAsync(HttpMethod.Get, "/senders", null, cancellationToken), result.GetValue(json));
        });
        return command;
    }

    private static Command Change(string verb, string description)
    {
        ConfigurationOptions options = new();
        Argument<string> hotkey = new("hotkey") { Description = "The sender's hotkey (SS58)" };
        Option<bool> json = new("--json") { Description = "Print the lists as JSON" };
        Command command = new(verb, description) { hotkey, json };
        options.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            string address = result.GetValue(hotkey)!;
            if (!AccountId.TryParse(address, out _))
            {
                throw new CommandException($"\"{address}\" is not a valid SS58 address", ExitCode.Usage);
            }

            using AdminClient client = AdminClient.Open(options.Reader(result)().Configuration);
            string body = System.Text.Encoding.UTF8.GetString(JsonBytes.Object(writer => writer.WriteString("hotkey"u8, address)));
            Print(await client.SendAsync(HttpMethod.Post, $"/senders/{verb}", body, cancellationToken), result.GetValue(json));
        });
        return command;
    }

    private static void Print(JsonElement senders, bool json)
    {
        if (json)
        {
            Console.WriteLine(senders.GetRawText());
            return;
        }

        if (senders.GetProperty("open").GetBoolean())
        {
            Console.WriteLine("everybody with a valid key comes in");
        }

        foreach (string list in new[] { "allowed", "denied" })
        {
            foreach (JsonElement sender in senders.GetProperty(list).EnumerateArray())
            {
                bool changed = senders.GetProperty("changed").GetProperty(list).EnumerateArray().Any(other => other.ValueEquals(sender.GetString()));
                Console.WriteLine($"{list,-8} {sender.GetString()}{(changed ? "    (changed while running)" : string.Empty)}");
            }
        }
    }
}
