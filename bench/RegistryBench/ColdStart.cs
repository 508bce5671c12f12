using System.Globalization;
using Fixtures;

namespace RegistryBench;

/// <summary><c>register</c> without <c>--online</c> in processes of their own, timed by GNU time.</summary>
internal static class ColdStart
{
    private const int Rounds = 10;

    public static async Task<int> RunAsync()
    {
        string wallets = Directory.CreateTempSubdirectory("registry-bench-").FullName;
        string hotkey = Path.Combine(wallets, "alice", "hotkeys", "default");
        _ = Directory.CreateDirectory(Path.GetDirectoryName(hotkey)!);
        await File.WriteAllTextAsync(hotkey, DevelopmentKey.File("//Alice"));
        List<double> seconds = [];
        List<double> processor = [];
        List<double> megabytes = [];
        for (int round = 0; round < Rounds; round++)
        {
            CommandRun run = await CommandRun.OfAsync(
                "/usr/bin/time", "-f", "%e %U %S %M", "dotnet", CommandRun.Program, "register", "--wallet.path", wallets, "--wallet.name", "alice", "--address", "13.89.38.129", "--port", "9999");
            string[] figures = run.Errors.Trim().Split('\n')[^1].Split(' ');
            seconds.Add(Number(figures[0]));
            processor.Add(Number(figures[1]) + Number(figures[2]));
            megabytes.Add(Number(figures[3]) / 1024);
        }

        Directory.Delete(wallets, recursive: true);
        seconds.Sort();
        processor.Sort();
        Console.WriteLine(
            $"{Rounds} cold dry runs: median {seconds[Rounds / 2]:0.00} s, fastest {seconds[0]:0.00} s, slowest {seconds[^1]:0.00} s (processor time {processor[Rounds / 2]:0.00} s), peak {megabytes.Max():0.0} MiB resident");
        return seconds[Rounds / 2] < 0.5 && megabytes.Max() < 100 ? 0 : 1;

        static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }
}
