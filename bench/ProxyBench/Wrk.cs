using System.Diagnostics;
using System.Globalization;

namespace ProxyBench;

/// <summary>A run of wrk, whose script ends with a line "RESULT" and figures.</summary>
internal sealed class Wrk : IDisposable
{
    private readonly Process _process;

    private Wrk(Process process) => _process = process;

    /// <summary>Starts it.</summary>
    /// <param name="port">Which server is asked.</param>
    /// <param name="script">The script beside the program.</param>
    /// <param name="options">How many threads and connections, how long.</param>
    /// <param name="arguments">What the script is told.</param>
    public static Wrk Start(int port, string script, string[] options, params string[] arguments) => new(
        Process.Start(new ProcessStartInfo(
            "wrk", [.. options, "-s", Path.Combine(AppContext.BaseDirectory, script), $"http://127.0.0.1:{port}", "--", .. arguments])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })
        ?? throw new InvalidOperationException("wrk did not start"));

    /// <summary>Its figures, when it has ended.</summary>
    public async Task<double[]> ResultAsync()
    {
        string output = await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        string result = output.Split('\n').Single(line => line.StartsWith("RESULT", StringComparison.Ordinal));
        return [.. result.Split(' ')[1..].Select(field => double.Parse(field, CultureInfo.InvariantCulture))];
    }

    public void Dispose() => _process.Dispose();
}
