using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using FakeNode;
using FakeNode.Chain;

namespace RegistryBench;

/// <summary>Asks 256 miners that take the connection and never say anything, which is the slowest kind of dead.</summary>
internal static class DeadMiners
{
    private const int Rounds = 5;
    private const double TimeOut = 3;

    public static async Task<int> RunAsync()
    {
        using Socket dead = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        dead.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        dead.Listen(4096);
        await using FakeSubstrateNode node = await FakeSubstrateNode.StartAsync();
        for (int i = 0; i < 256; i++)
        {
            node.Chain.Commit(11, SubnetState.Account(i), $"127.0.0.1:{((IPEndPoint)dead.LocalEndPoint!).Port}");
        }

        double worst = 0;
        for (int round = 0; round < Rounds; round++)
        {
            string[] arguments = ["check", "--network", node.Endpoint.ToString(), "--json"];
            CommandRun without = await CommandRun.OfProxyAsync(arguments);
            CommandRun with = await CommandRun.OfProxyAsync([.. arguments, "--probe", "--allow-private"]);
            JsonElement valid = JsonDocument.Parse(with.Output).RootElement.GetProperty("valid");
            int timedOut = valid.EnumerateArray().Count(entry => entry.GetProperty("probe").GetProperty("state").GetString() == "timed_out");
            double probing = (with.Elapsed - without.Elapsed).TotalSeconds;
            worst = Math.Max(worst, probing / TimeOut);
            Console.WriteLine(
                $"{timedOut} timed out; check {without.Elapsed.TotalSeconds:0.00} s, with --probe {with.Elapsed.TotalSeconds:0.00} s: probing {probing:0.00} s = {probing / TimeOut:0.00} time-outs");
        }

        Console.WriteLine($"worst of {Rounds}: {worst:0.00} time-outs");
        return worst <= 1.3 ? 0 : 1;
    }
}
