using System.Diagnostics;
using Fixtures;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Deployment;

/// <summary>The files in deploy/ are what systemd and Docker take.</summary>
public class DeployedFilesTests
{
    private static readonly string Deploy = Path.Combine(Repository.Root, "deploy");

    [Fact]
    public async Task Systemd_finds_nothing_wrong_with_the_units()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "there is no systemd-analyze");
        string directory = Directory.CreateTempSubdirectory("units-").FullName;
        string unit = await File.ReadAllTextAsync(Path.Combine(Deploy, "reverse-proxy.service"), RawClient.Token);

        // The program is not installed where tests run.
        string service = Path.Combine(directory, "reverse-proxy.service");
        await File.WriteAllTextAsync(service, unit.Replace("ExecStart=/usr/local/bin/reverse-proxy", "ExecStart=/bin/true", StringComparison.Ordinal), RawClient.Token);
        string socket = Path.Combine(directory, "reverse-proxy.socket");
        File.Copy(Path.Combine(Deploy, "reverse-proxy.socket"), socket);

        (await RunAsync("systemd-analyze", "verify", socket, service)).ShouldBe((0, string.Empty));
        await File.WriteAllTextAsync(service, unit.Replace("ProtectHome", "ProtectHoem", StringComparison.Ordinal), RawClient.Token);
        (await RunAsync("systemd-analyze", "verify", service)).Output.ShouldContain("ProtectHoem", customMessage: "or it would find nothing at all");
    }

    [Fact]
    public async Task Systemd_counts_the_service_among_the_little_exposed()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "there is no systemd-analyze");

        (int exitCode, string output) = await RunAsync("systemd-analyze", "security", "--offline=true", "--threshold=20", Path.Combine(Deploy, "reverse-proxy.service"));

        exitCode.ShouldBe(0, output);
        output.ShouldContain("Overall exposure level for reverse-proxy.service: 1.");
    }

    [Fact]
    public async Task The_commands_of_the_units_and_the_image_are_the_programs()
    {
        string unit = await File.ReadAllTextAsync(Path.Combine(Deploy, "reverse-proxy.service"), RawClient.Token);
        string command = unit.Split('\n').Single(line => line.StartsWith("ExecStart=", StringComparison.Ordinal));
        command.ShouldBe("ExecStart=/usr/local/bin/reverse-proxy run --config /etc/reverse-proxy/config.json");
        (int exitCode, string output, _) = await ProxyProcess.RunAsync(["run", "--help"]);
        (exitCode, output.Contains("--config", StringComparison.Ordinal)).ShouldBe((0, true));

        string image = await File.ReadAllTextAsync(Path.Combine(Deploy, "Dockerfile"), RawClient.Token);
        image.ShouldContain("RUN ./build/native.sh");
        File.Exists(Path.Combine(Repository.Root, "build", "native.sh")).ShouldBeTrue();
        foreach (string variable in image.Split([' ', '\n']).Where(word => word.StartsWith("REVERSE_PROXY_", StringComparison.Ordinal)).Select(word => word.Split('=')[0]))
        {
            bool known = variable == ReverseProxy.Configuration.ConfigurationFiles.PathVariable
                || (await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "configuration.md"), RawClient.Token)).Contains($"`{variable}`", StringComparison.Ordinal);
            known.ShouldBeTrue(variable);
        }
    }

    [Fact]
    public async Task The_program_has_longer_to_end_than_it_takes()
    {
        const int ShutdownTimeout = 30;
        (await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "configuration.md"), RawClient.Token)).ShouldContain($"| `server.shutdown_timeout` | integer, seconds | `{ShutdownTimeout}` |");

        SecondsAfter("reverse-proxy.service", "TimeoutStopSec=").ShouldBeGreaterThan(ShutdownTimeout);
        SecondsAfter("compose.yml", "stop_grace_period: ").ShouldBeGreaterThan(ShutdownTimeout);

        static int SecondsAfter(string file, string key) => int.Parse(File.ReadLines(Path.Combine(Deploy, file)).Select(line => line.Trim())
            .Single(line => line.StartsWith(key, StringComparison.Ordinal))[key.Length..].TrimEnd('s'));
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync(RawClient.Token);
        string output = await process.StandardOutput.ReadToEndAsync(RawClient.Token);
        await process.WaitForExitAsync(RawClient.Token);
        return (process.ExitCode, (output + await errors).Trim());
    }
}
