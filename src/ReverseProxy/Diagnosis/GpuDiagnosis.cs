using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ReverseProxy.Logging;

namespace ReverseProxy.Diagnosis;

/// <summary>The GPUs of this machine, where it has any: they may be on other machines as well.</summary>
internal sealed partial class GpuDiagnosis : IDiagnosis
{
    private const string Model = "H100 PCIe";
    private const string Driver = "570.172.08";
    private const string Cuda = "12.8";

    private static readonly string[] Query = ["--query-gpu=name,driver_version,memory.total", "--format=csv,noheader"];

    // Its heading names the newest CUDA that the driver can run.
    private static readonly string[] Heading = ["-q", "-d", "COMPUTE"];

    public string Name => "GPU";

    public async IAsyncEnumerable<Finding> ExamineAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string program = patient.Tools is { } tools ? Path.Combine(tools, "nvidia-smi") : "nvidia-smi";
        string? output = await AskAsync(program, Query, cancellationToken);
        if (output is null)
        {
            yield return Finding.Unknown(Name, "nvidia-smi is not on this machine; where the GPUs are on others, look there");
            yield break;
        }

        string[] gpus = output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (gpus.Length == 0 || gpus.Any(line => line.Split(',').Length < 3))
        {
            yield return Finding.Fail(Name, $"nvidia-smi names no GPU: {Printable.Line(output.ReplaceLineEndings(" ").Trim())}", "install the driver anew, or look at dmesg");
            yield break;
        }

        foreach (string[] gpu in gpus.Select(line => line.Split(',', StringSplitOptions.TrimEntries)))
        {
            yield return gpu[0].Contains(Model, StringComparison.Ordinal)
                ? Finding.Pass(Name, $"{gpu[0]}, {gpu[2]}")
                : Finding.Warn(Name, $"{gpu[0]}, {gpu[2]}: the subnet's engines are built for {Model}", "results must be equal to the bit, or audits fail: use the same model");
            yield return Version.TryParse(gpu[1], out Version? driver) && driver >= Version.Parse(Driver)
                ? Finding.Pass("driver", gpu[1])
                : Finding.Warn("driver", $"{gpu[1]} is older than {Driver}, which the subnet names", $"install driver {Driver} or newer");
        }

        yield return CudaOf(await AskAsync(program, Heading, cancellationToken) ?? string.Empty);
    }

    private static Finding CudaOf(string heading)
    {
        Match match = CudaPattern().Match(heading);
        return !match.Success ? Finding.Unknown("CUDA", "nvidia-smi does not name it")
            : Version.Parse(match.Groups["version"].Value) >= Version.Parse(Cuda) ? Finding.Pass("CUDA", match.Groups["version"].Value)
            : Finding.Warn("CUDA", $"the driver runs CUDA {match.Groups["version"].Value} at most, the subnet's engines are built with {Cuda}", $"install driver {Driver} or newer");
    }

    private static async Task<string?> AskAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (Win32Exception)
        {
            return null;
        }

        using (process)
        {
            try
            {
                Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
                string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
                await process.WaitForExitAsync(cancellationToken);
                return process.ExitCode == 0 ? output : await errors;
            }
            catch (OperationCanceledException)
            {
                // It hangs where a driver does, and would stay behind.
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
    }

    [GeneratedRegex(@"CUDA Version\s*:\s*(?<version>\d+\.\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CudaPattern();
}
