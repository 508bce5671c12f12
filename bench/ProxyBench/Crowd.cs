using System.Globalization;
using Epistula.Signing;

namespace ProxyBench;

/// <summary>A million addresses, each asking once: what memory the proxy needs for them, and what a validator feels afterwards.</summary>
internal static class Crowd
{
    private static readonly int BackendPort = FreePort.Next();
    private static readonly int OurPort = FreePort.Next();

    public static async Task<int> RunAsync(string[] arguments)
    {
        int count = Options.Number(arguments, "--count", 1_000_000);
        using ServerProcess backend = await ServerProcess.StartOwnAsync(BackendPort, "backend", BackendPort.ToString());
        using ProxyUnderTest ours = await ProxyUnderTest.StartAsync(OurPort, $"http://127.0.0.1:{BackendPort}", crowd: true);
        EpistulaSigner signer = new(ours.Validator, TimeProvider.System);

        // The first thousands from one address: what a busy process needs anyway is not the crowd's.
        int asked = await AskAsync(from: -1, seconds: 5);
        (double before, _) = await KnockAsync(signer);
        double memory = ours.Process.ResidentMegabytes;
        int crowd = 0;
        while (crowd < count)
        {
            crowd += await AskAsync(from: crowd, seconds: 5);
        }

        double grown = ours.Process.ResidentMegabytes - memory;
        (double after, int refused) = await KnockAsync(signer);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{crowd} addresses after {asked} of warming up: {memory:0} MB resident before, {grown:0.0} MB more after; a validator's median {before:0.00} ms before, {after:0.00} ms after, {refused} refused"));
        return grown < 64 && refused == 0 ? 0 : 1;
    }

    private static async Task<int> AskAsync(int from, int seconds)
    {
        using Wrk wrk = Wrk.Start(OurPort, "crowd.lua", ["-t", "1", "-c", "64", "-d", $"{seconds}s"], $"{from}");
        return (int)(await wrk.ResultAsync())[0];
    }

    private static async Task<(double Median, int Refused)> KnockAsync(EpistulaSigner signer)
    {
        Knocker knocker = new(signer, OurPort) { Pause = TimeSpan.FromMilliseconds(10) };
        using CancellationTokenSource stop = new(TimeSpan.FromSeconds(4));
        await knocker.RunAsync(stop.Token);
        double[] sorted = [.. knocker.Latencies.Order()];
        return (sorted[sorted.Length / 2], knocker.Answers.Where(answer => answer.Key != "200").Sum(answer => answer.Value));
    }
}
