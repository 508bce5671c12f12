using System.Globalization;

namespace ProxyBench;

/// <summary>
/// What the gateway adds to a job that comes after a start or after idleness, on a TLS connection of its own: from the
/// job's first byte in to the answer's first byte out, without the time that the backend took. Either once as it is and
/// once without the warm-up, in turn; or many programs that are idle together, so that half an hour gives many samples.
/// </summary>
internal static class ColdPath
{
    private const int ManyJobs = 1_000;
    private const int LastOfMany = 10;

    private static readonly int BackendPort = FreePort.Next();

    public static async Task<int> RunAsync(string[] arguments)
    {
        int starts = Options.Number(arguments, "--starts", 10);
        int idle = Options.Number(arguments, "--idle", 8);
        int settle = Options.Number(arguments, "--settle", 3);
        using TimedBackend backend = new(BackendPort);
        Dictionary<string, List<(double Overhead, double Handshake)>> samples = [];
        if (arguments.Contains("--together"))
        {
            await TogetherAsync(samples, backend, starts, settle, idle);
            Console.WriteLine($"{starts} programs; jobs {settle} s after the last start, then after {idle} s in which nothing came, then a thousand in a row; each on a TLS connection of its own");
        }
        else
        {
            for (int start = 0; start < starts; start++)
            {
                await InTurnAsync(samples, backend, warm: true, settle, idle);
                await InTurnAsync(samples, backend, warm: false, settle, idle);
            }

            Console.WriteLine($"{starts} starts each; jobs {settle} s after the start and then {idle} s apart, each on a TLS connection of its own");
        }

        Write(samples);
        return 0;
    }

    private static async Task InTurnAsync(Dictionary<string, List<(double Overhead, double Handshake)>> samples, TimedBackend backend, bool warm, int settle, int idle)
    {
        using ColdInstance instance = await ColdInstance.StartAsync(FreePort.Next(), BackendPort, backend, warm);
        string state = warm ? "warmed up" : "not warmed up";
        await Task.Delay(TimeSpan.FromSeconds(settle));
        Add(samples, $"first job, {state}", await instance.SendAsync());
        for (int i = 0; i < 3; i++)
        {
            await Task.Delay(TimeSpan.FromSeconds(idle));
            Add(samples, $"later job, {state}", await instance.SendAsync());
        }
    }

    private static async Task TogetherAsync(Dictionary<string, List<(double Overhead, double Handshake)>> samples, TimedBackend backend, int starts, int settle, int idle)
    {
        List<ColdInstance> instances = [];
        try
        {
            // One more, whose jobs do not count: the measuring side has its own cold paths, and it is idle just as long.
            for (int i = 0; i <= starts; i++)
            {
                instances.Add(await ColdInstance.StartAsync(FreePort.Next(), BackendPort, backend, warm: true));
                await Task.Delay(TimeSpan.FromSeconds(settle));
            }

            await WarmOurselvesAsync(instances[0]);
            foreach (ColdInstance instance in instances.Skip(1))
            {
                Add(samples, "1 first job after the start", await instance.SendAsync());
            }

            Console.Error.WriteLine($"{starts} programs are idle for {idle} s");
            await Task.Delay(TimeSpan.FromSeconds(idle));
            await WarmOurselvesAsync(instances[0]);
            foreach (ColdInstance instance in instances.Skip(1))
            {
                Add(samples, $"2 first job after {idle} s of idleness", await instance.SendAsync());
            }

            foreach (ColdInstance instance in instances.Skip(1))
            {
                for (int job = 1; job <= ManyJobs; job++)
                {
                    (double, double) sample = await instance.SendAsync();
                    if (job > ManyJobs - LastOfMany)
                    {
                        Add(samples, $"3 jobs {ManyJobs - LastOfMany + 1} to {ManyJobs} in a row", sample);
                    }
                }
            }
        }
        finally
        {
            instances.ForEach(instance => instance.Dispose());
        }
    }

    private static async Task WarmOurselvesAsync(ColdInstance instance)
    {
        for (int i = 0; i < 30; i++)
        {
            _ = await instance.SendAsync();
        }
    }

    private static void Add(Dictionary<string, List<(double Overhead, double Handshake)>> samples, string name, (double, double) sample)
    {
        if (!samples.TryGetValue(name, out List<(double Overhead, double Handshake)>? list))
        {
            samples[name] = list = [];
        }

        list.Add(sample);
    }

    private static void Write(Dictionary<string, List<(double Overhead, double Handshake)>> samples)
    {
        Console.WriteLine("| | jobs | gateway p50 ms | p99 ms | worst ms | handshake p50 ms | worst ms |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach ((string name, List<(double Overhead, double Handshake)> list) in samples.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            double[] overhead = [.. list.Select(one => one.Overhead).Order()];
            double[] handshake = [.. list.Select(one => one.Handshake).Order()];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {list.Count} | {At(overhead, 0.5):0.0} | {At(overhead, 0.99):0.0} | {overhead[^1]:0.0} | {At(handshake, 0.5):0.0} | {handshake[^1]:0.0} |"));
        }
    }

    private static double At(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(share * sorted.Length) - 1)];
}
