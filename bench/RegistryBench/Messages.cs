using System.Text.Json;
using FakeNode;
using FakeNode.Chain;

namespace RegistryBench;

/// <summary>Counts the messages that <c>check</c> sends after it has connected: there are no more round trips than messages.</summary>
internal static class Messages
{
    public static async Task<int> RunAsync()
    {
        await using FakeSubstrateNode node = await FakeSubstrateNode.StartAsync();
        node.Chain.Populate(11, 256);
        node.Chain.Commit(11, SubnetState.Account(999), "198.51.100.1:9999");
        string endpoint = Environment.GetEnvironmentVariable("SUBTENSOR_ENDPOINT") is { Length: > 0 } real ? real : node.Endpoint.ToString();

        CommandRun run = await CommandRun.OfProxyAsync("check", "--network", endpoint, "--json", "--logging.trace");

        int total = JsonDocument.Parse(run.Output).RootElement.GetProperty("total").GetInt32();
        string[] sent = [.. run.Errors.Split('\n').Where(line => line.Contains("| -> ", StringComparison.Ordinal))];
        Console.WriteLine($"{endpoint}: {total} commitments, {sent.Length} messages, {run.Elapsed.TotalSeconds:0.00} s in all");
        foreach (string line in sent)
        {
            string message = line[(line.IndexOf("-> ", StringComparison.Ordinal) + 3)..];
            Console.WriteLine($"  {message[..Math.Min(110, message.Length)]}");
        }

        return sent.Length <= 6 ? 0 : 1;
    }
}
