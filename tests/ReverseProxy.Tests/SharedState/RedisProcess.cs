using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.SharedState;

/// <summary>A real Redis server on a free loopback port. Where none is installed the test is skipped, with the reason.</summary>
internal sealed partial class RedisProcess : IAsyncDisposable
{
    private const int SigStop = 19;
    private const int SigContinue = 18;

    private Process? _process;

    public int Port { get; } = FreePort.Next();

    public string Address => $"127.0.0.1:{Port}";

    public static async Task<RedisProcess> StartAsync()
    {
        RedisProcess redis = new();
        Assert.SkipUnless(Find() is not null, "no redis-server is installed on this machine");
        await redis.RunAsync();
        return redis;
    }

    /// <summary>Starts it again, empty.</summary>
    public async Task RunAsync()
    {
        _process = Process.Start(new ProcessStartInfo(Find()!, ["--port", $"{Port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--daemonize", "no"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        for (int i = 0; i < 200; i++)
        {
            try
            {
                using TcpClient probe = new();
                await probe.ConnectAsync("127.0.0.1", Port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(25);
            }
        }

        throw new TimeoutException("redis-server does not listen");
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Leaves it running and deaf.</summary>
    public void Freeze() => kill(_process!.Id, SigStop).ShouldBe(0);

    public void Thaw() => kill(_process!.Id, SigContinue).ShouldBe(0);

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }

        _process?.Dispose();
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
        .SelectMany(directory => new[] { "redis-server", "valkey-server" }.Select(name => Path.Combine(directory, name)))
        .FirstOrDefault(File.Exists);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);
}
