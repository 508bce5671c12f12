using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Bittensor.Registry;
using FakeNode;
using FakeNode.Chain;
using Fixtures;
using Substrate.Client;
using Substrate.Client.Chain;
using Substrate.Client.JsonRpc;

namespace RegistryBench;

/// <summary>
/// What <c>check</c> does between connecting and its answer, in processes of their own: how long it takes and what it allocates. The
/// node gives the metadata of a real runtime where that lies in ../shared/metadata.
/// </summary>
internal static class Reading
{
    private const int Rounds = 15;

    /// <summary>Runs the readers, one after the other.</summary>
    public static async Task<int> RunAsync()
    {
        await using FakeSubstrateNode node = await FakeSubstrateNode.StartAsync();
        node.Chain.Populate(11, 256);
        node.Chain.Commit(11, SubnetState.Account(999), "198.51.100.1:9999");
        string size = GiveRealMetadata(node);
        List<double> milliseconds = [];
        List<double> again = [];
        List<double> kilobytes = [];
        for (int round = 0; round < Rounds; round++)
        {
            CommandRun run = await CommandRun.OfAsync("dotnet", typeof(Reading).Assembly.Location, "read", node.Endpoint.ToString());
            double[] figures = [.. run.Output.Split(' ').Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))];
            milliseconds.Add(figures[0]);
            again.Add(figures[1]);
            kilobytes.Add(figures[2]);
        }

        milliseconds.Sort();
        again.Sort();
        kilobytes.Sort();
        Console.WriteLine(
            $"{Rounds} readers of 257 commitments, {size}: connect to answer median {milliseconds[Rounds / 2]:0} ms, fastest {milliseconds[0]:0} ms; with a second client median {again[Rounds / 2]:0.0} ms, fastest {again[0]:0.0} ms, allocating {kilobytes[Rounds / 2]:0} kB");
        await TimeCommandAsync(node.Endpoint.ToString());
        return 0;
    }

    /// <summary>The whole command, from before its start to after its end: the tool, and the native binary where there is one, in turns.</summary>
    private static async Task TimeCommandAsync(string endpoint)
    {
        string[] check = ["check", "--network", endpoint, "--json"];
        List<double> tool = [];
        List<double> native = [];
        for (int round = 0; round < Rounds; round++)
        {
            tool.Add(Milliseconds(await CommandRun.OfProxyAsync(check)));
            if (File.Exists(CommandRun.NativeProgram))
            {
                native.Add(Milliseconds(await CommandRun.OfAsync(CommandRun.NativeProgram, check)));
            }
        }

        Print("tool", tool);
        Print("native", native);

        static double Milliseconds(CommandRun run) => run.ExitCode == 0 ? run.Elapsed.TotalMilliseconds : throw new InvalidOperationException(run.Errors);

        static void Print(string name, List<double> milliseconds)
        {
            milliseconds.Sort();
            if (milliseconds.Count > 0)
            {
                Console.WriteLine($"{name}: `check --json` from its start to its end, median {milliseconds[Rounds / 2]:0} ms, fastest {milliseconds[0]:0} ms");
            }
        }
    }

    /// <summary>Reads the registry as <c>check</c> does: once as a process does that has just begun, then once more.</summary>
    public static async Task<int> ReadAsync(string endpoint)
    {
        double first = await OnceAsync(endpoint);
        for (int time = 0; time < 5; time++)
        {
            _ = await OnceAsync(endpoint);
        }

        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        double second = await OnceAsync(endpoint);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        Console.Write(string.Create(CultureInfo.InvariantCulture, $"{first} {second} {allocated / 1000.0}"));
        return 0;
    }

    private static async Task<double> OnceAsync(string endpoint)
    {
        long started = Stopwatch.GetTimestamp();
        await using SubstrateClient client = new(new JsonRpcOptions { Endpoints = [new Uri(endpoint)] });
        BlockState state = await client.AtBestAsync(CancellationToken.None);
        MinerRegistry registry = await MinerRegistry.ReadAsync(state, 11, CancellationToken.None);
        double elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        return registry.Entries.Length == 257 ? elapsed : throw new InvalidOperationException($"{registry.Entries.Length} commitments");
    }

    private static string GiveRealMetadata(FakeSubstrateNode node)
    {
        if (Repository.Shared("metadata") is not { } directory)
        {
            return "small metadata";
        }

        byte[] blob = File.ReadAllBytes(Path.Combine(directory, "finney-spec365-v16.scale"));
        string answer = "0x01" + Convert.ToHexStringLower([.. BitConverter.GetBytes(((uint)blob.Length << 2) | 2), .. blob]);
        node.Intervene("state_call", async (_, call, proceed) =>
            call.Text(0) == "Metadata_metadata_at_version" ? JsonValue.Create(answer) : await proceed());
        return $"metadata of {blob.Length / 1000} kB";
    }
}
