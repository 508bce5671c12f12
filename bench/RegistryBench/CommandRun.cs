using System.Diagnostics;
using Fixtures;

namespace RegistryBench;

/// <summary>A run of the released program.</summary>
/// <param name="Elapsed">Wall time from before the start to after the end.</param>
/// <param name="ExitCode">What it ended with.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Errors">Its standard error.</param>
internal sealed record CommandRun(TimeSpan Elapsed, int ExitCode, string Output, string Errors)
{
    public static string Program => Path.Combine(Repository.Root, "artifacts", "bin", "ReverseProxy", "release", "reverse-proxy.dll");

    /// <summary>What <c>make native</c> makes.</summary>
    public static string NativeProgram => Path.Combine(Repository.Root, "artifacts", "native", "reverse-proxy");

    public static Task<CommandRun> OfProxyAsync(params string[] arguments) => OfAsync("dotnet", [Program, .. arguments]);

    public static async Task<CommandRun> OfAsync(string file, params string[] arguments)
    {
        ProcessStartInfo start = new(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        long started = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new(Stopwatch.GetElapsedTime(started), process.ExitCode, await output, errors);
    }
}
