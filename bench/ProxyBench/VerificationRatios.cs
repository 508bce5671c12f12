using System.Diagnostics;
using System.Globalization;

namespace ProxyBench;

/// <summary>The benchmark of verification, which is a program of its own, as a part of the suite.</summary>
internal static class VerificationRatios
{
    public static async Task<IReadOnlyList<Ratio>> MeasureAsync(string[] arguments)
    {
        string program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Benchmarks", "release", "Benchmarks.dll"));
        string file = Path.GetTempFileName();
        List<string> command = [program, "verify", "--ratios", file];
        if (Options.Text(arguments, "--native-peer") is { } native)
        {
            command.AddRange(["--native", native]);
        }

        try
        {
            using Process process = Process.Start(new ProcessStartInfo("dotnet", command) { UseShellExecute = false })!;
            await process.WaitForExitAsync();
            Console.WriteLine();
            return process.ExitCode == 0
                ? [.. (await File.ReadAllLinesAsync(file)).Select(line => line.Split('\t')).Select(fields => new Ratio($"verification, {fields[0]}", double.Parse(fields[1], CultureInfo.InvariantCulture), HigherIsBetter: false))]
                : throw new InvalidOperationException($"{program} ended with {process.ExitCode}");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
