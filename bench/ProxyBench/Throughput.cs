namespace ProxyBench;

/// <summary>
/// Requests per second, CPU per request and latency of our proxy, of a bare YARP forwarder, of nginx and of whom the command line
/// names, in turn and against the same backend, as medians of the rounds and as ratios of paired rounds.
/// </summary>
internal static class Throughput
{
    private static readonly int BackendPort = FreePort.Next();
    private static readonly int OurPort = FreePort.Next();
    private static readonly int YarpPort = FreePort.Next();
    private static readonly int NginxPort = FreePort.Next();

    public static async Task<int> RunAsync(string[] arguments)
    {
        int[] bodies = Options.Text(arguments, "--body") is { } size ? [int.Parse(size)] : [200, 1024 * 1024];
        foreach (int body in bodies)
        {
            await MeasureAsync(arguments, body);
        }

        return 0;
    }

    /// <summary>Measures one size of body, prints the table, and returns the ratios.</summary>
    public static async Task<IReadOnlyList<Ratio>> MeasureAsync(string[] arguments, int bodyLength)
    {
        int seconds = Options.Number(arguments, "--seconds", 8);
        int warmUp = Options.Number(arguments, "--warm-up", 20);
        int rounds = Options.Number(arguments, "--rounds", 5);
        int connections = Options.Number(arguments, "--connections", 64);
        string backend = $"http://127.0.0.1:{BackendPort}";
        List<IDisposable> started = [];
        try
        {
            started.Add(await ServerProcess.StartOwnAsync(BackendPort, "backend", BackendPort.ToString()));
            ProxyUnderTest proxy = Started(await ProxyUnderTest.StartAsync(OurPort, backend));
            ThroughputTarget ours = new("ours", OurPort, proxy.Process, takesTwice: false);
            ThroughputTarget yarp = new("bare YARP", YarpPort, Started(await ServerProcess.StartOwnAsync(YarpPort, "yarp", YarpPort.ToString(), backend)), takesTwice: true);
            List<ThroughputTarget> targets = [ours, yarp];
            if (await Nginx.ForwardingAsync(NginxPort, BackendPort) is { } nginx)
            {
                targets.Add(new("nginx", NginxPort, Started(nginx).Process, takesTwice: true));
            }

            foreach (PeerProgram peer in PeerProgram.All(arguments))
            {
                int port = FreePort.Next();
                targets.Add(new(peer.Name, port, Started(await peer.StartAsync(port, proxy.WriteConfiguration(port, backend, $"{port}.json"))), takesTwice: false));
            }

            await RunRoundsAsync(targets, proxy, bodyLength, rounds, (warmUp, seconds), connections);
            Console.WriteLine($"### {bodyLength} bytes, {connections} connections, {rounds} rounds of {seconds} s in turn; ours signed and verified");
            Console.WriteLine("| | requests/s | CPU us/request | p50 ms | p99 ms | bad | requests/s, of bare YARP | CPU, of bare YARP |");
            Console.WriteLine("|---|---|---|---|---|---|---|---|");
            targets.ForEach(target => Console.WriteLine(target.Row(yarp)));
            Console.WriteLine();
            return ours.Bad > 0
                ? throw new InvalidOperationException($"{ours.Bad} requests of ours were not answered 200")
                : [.. targets.Where(target => target != ours).Select(target => new Ratio($"signed POST of {bodyLength} bytes, requests per second / {target.Name}", ours.RequestsRatio(target), HigherIsBetter: true))];
        }
        finally
        {
            started.ForEach(process => process.Dispose());
        }

        T Started<T>(T process)
            where T : IDisposable
        {
            started.Add(process);
            return process;
        }
    }

    private static async Task RunRoundsAsync(List<ThroughputTarget> targets, ProxyUnderTest proxy, int bodyLength, int rounds, (int WarmUp, int Measured) time, int connections)
    {
        byte[] body = new byte[bodyLength];
        new Random(1).NextBytes(body);
        string directory = Directory.CreateTempSubdirectory("proxy-bench-wrk-").FullName;
        int enough = bodyLength > 100_000 ? 2_000 : 30_000;
        for (int round = -1; round < rounds; round++)
        {
            // The first is not counted: compilers need a while under load. Signed anew for each: a signature is accepted once.
            int seconds = round < 0 ? time.WarmUp : time.Measured;
            SignedRequests.Write(directory, proxy.Validator, body, enough * seconds);
            foreach (ThroughputTarget target in targets)
            {
                await target.MeasureAsync(directory, seconds, connections, keep: round >= 0);
            }
        }

        Directory.Delete(directory, recursive: true);
    }
}
