using System.Diagnostics;
using System.Globalization;

namespace ProxyBench;

/// <summary>
/// Requests per second, CPU per request and latency of our proxy and of a bare YARP forwarder, in turn and against the
/// same backend, as medians of the rounds and as ratios of paired rounds.
/// </summary>
internal static class Throughput
{
    private const int BackendPort = 18200;
    private const int OurPort = 18201;
    private const int YarpPort = 18202;

    public static async Task<int> RunAsync(string[] arguments)
    {
        int seconds = Options.Number(arguments, "--seconds", 8);
        int warmUp = Options.Number(arguments, "--warm-up", 20);
        int rounds = Options.Number(arguments, "--rounds", 5);
        int connections = Options.Number(arguments, "--connections", 64);
        int[] bodies = Options.Text(arguments, "--body") is { } size ? [int.Parse(size)] : [200, 1024 * 1024];
        string backend = $"http://127.0.0.1:{BackendPort}";
        using ServerProcess backendProcess = await ServerProcess.StartOwnAsync(BackendPort, "backend", BackendPort.ToString());
        using ServerProcess yarp = await ServerProcess.StartOwnAsync(YarpPort, "yarp", YarpPort.ToString(), backend);
        foreach (int body in bodies)
        {
            using ProxyUnderTest ours = await ProxyUnderTest.StartAsync(OurPort, backend);
            await CompareAsync(ours, yarp, body, rounds, (warmUp, seconds), connections);
        }

        return 0;
    }

    private static async Task CompareAsync(ProxyUnderTest ours, ServerProcess yarp, int bodyLength, int rounds, (int WarmUp, int Measured) time, int connections)
    {
        byte[] body = new byte[bodyLength];
        Random random = new(1);
        random.NextBytes(body);
        string directory = Directory.CreateTempSubdirectory("proxy-bench-wrk-").FullName;
        int enough = bodyLength > 100_000 ? 2_000 : 20_000;
        List<Measurement> us = [];
        List<Measurement> them = [];
        for (int round = -1; round < rounds; round++)
        {
            // The first is not counted: compilers need a while under load. Signed anew for each: a signature is accepted once.
            int seconds = round < 0 ? time.WarmUp : time.Measured;
            SignedRequests.Write(directory, ours.Validator, body, enough * seconds);
            Measurement first = await MeasureAsync(ours.Process, OurPort, directory, seconds, connections);
            Measurement second = await MeasureAsync(yarp, YarpPort, directory, seconds, connections);
            if (round >= 0)
            {
                us.Add(first);
                them.Add(second);
            }
        }

        Directory.Delete(directory, recursive: true);
        Console.WriteLine($"### {bodyLength} bytes, {connections} connections, {rounds} rounds of {time.Measured} s, ours signed and verified / bare YARP");
        Console.WriteLine("| | requests/s | CPU us/request | p50 ms | p99 ms | bad |");
        Console.WriteLine("|---|---|---|---|---|---|");
        Print("bare YARP", them);
        Print("ours", us);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| ratio (median of pairs) | {Ratio(m => m.PerSecond):0.00}x | {Ratio(m => m.CpuMicroseconds):0.00}x | {Ratio(m => m.P50):0.00}x | {Ratio(m => m.P99):0.00}x | |"));
        Console.WriteLine();

        double Ratio(Func<Measurement, double> figure) => Median([.. us.Zip(them).Select(pair => figure(pair.First) / figure(pair.Second))]);
    }

    private static void Print(string name, List<Measurement> measurements) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {Median([.. measurements.Select(m => m.PerSecond)]):0} | {Median([.. measurements.Select(m => m.CpuMicroseconds)]):0.0} | {Median([.. measurements.Select(m => m.P50)]):0.00} | {Median([.. measurements.Select(m => m.P99)]):0.00} | {measurements.Sum(m => m.Bad)} |"));

    private static async Task<Measurement> MeasureAsync(ServerProcess server, int port, string directory, int seconds, int connections)
    {
        const int Threads = 2;
        ProcessStartInfo start = new(
            "wrk",
            [
                "-t", $"{Threads}", "-c", $"{connections}", "-d", $"{seconds}s", "-s", Path.Combine(AppContext.BaseDirectory, "wrk.lua"), $"http://127.0.0.1:{port}", "--",
                directory, $"{Threads}",
            ])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        TimeSpan before = server.Cpu;
        using Process wrk = Process.Start(start) ?? throw new InvalidOperationException("wrk did not start");
        string output = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        TimeSpan cpu = server.Cpu - before;
        string[] result = output.Split('\n').Single(line => line.StartsWith("RESULT", StringComparison.Ordinal)).Split(' ');
        double requests = double.Parse(result[1], CultureInfo.InvariantCulture);
        double elapsed = double.Parse(result[2], CultureInfo.InvariantCulture) / 1e6;
        return new(
            requests / elapsed,
            cpu.TotalMicroseconds / requests,
            double.Parse(result[3], CultureInfo.InvariantCulture) / 1000,
            double.Parse(result[4], CultureInfo.InvariantCulture) / 1000,
            int.Parse(result[5], CultureInfo.InvariantCulture));
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values.Length % 2 == 1 ? values[values.Length / 2] : (values[(values.Length / 2) - 1] + values[values.Length / 2]) / 2;
    }

    private readonly record struct Measurement(double PerSecond, double CpuMicroseconds, double P50, double P99, int Bad);
}
