using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ReverseProxy.Tests.Support;

/// <summary>
/// A backend in another language, in a process of its own, with its own ideas of HTTP and keep-alive. Where the language is
/// not installed the test is skipped, with the reason.
/// </summary>
internal sealed partial class ForeignBackend : IAsyncDisposable
{
    private readonly string _program;
    private readonly string[] _arguments;
    private Process? _process;

    private ForeignBackend(string program, string script, double? keepAlive)
    {
        _program = program;
        _arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "Support", "Backends", script),
            Port.ToString(CultureInfo.InvariantCulture),
            .. keepAlive is { } seconds ? [seconds.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>(),
        ];
    }

    public int Port { get; } = FreePort.Next();

    public string Url => $"http://127.0.0.1:{Port}";

    /// <summary>What it has said, over all its lives.</summary>
    public ConcurrentQueue<string> Said { get; } = new();

    /// <summary>Jobs that arrived, each as often as it did.</summary>
    public string[] Arrived => [.. Said.Where(line => line.StartsWith("arrived ", StringComparison.Ordinal)).Select(line => line["arrived ".Length..])];

    /// <param name="language"><c>python</c> or <c>node</c>.</param>
    /// <param name="keepAlive">How many seconds it keeps idle connections; null for its own default.</param>
    public static async Task<ForeignBackend> StartAsync(string language, double? keepAlive = null)
    {
        (string program, string script) = language == "python" ? ("python3", "backend.py") : ("node", "backend.mjs");
        string? found = Find(program);
        Assert.SkipUnless(found is not null, $"no {program} is installed on this machine");
        ForeignBackend backend = new(found!, script, keepAlive);
        await backend.RunAsync();
        return backend;
    }

    /// <summary>Starts it, also again; returns when it listens.</summary>
    public async Task RunAsync()
    {
        _process?.Dispose();
        _process = Process.Start(new ProcessStartInfo(_program, _arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } text)
            {
                Said.Enqueue(text);
            }
        };
        _process.BeginOutputReadLine();
        for (int i = 0; i < 1_000; i++)
        {
            try
            {
                using TcpClient probe = new();
                await probe.ConnectAsync("127.0.0.1", Port, TestContext.Current.CancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }

        throw new TimeoutException($"{_program} does not listen on {Port}");
    }

    /// <summary>Ends it as <c>kill</c> does, or with 9 as <c>kill -9</c>.</summary>
    public async Task SignalAsync(int signal)
    {
        kill(_process!.Id, signal).ShouldBe(0);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
        .Select(directory => Path.Combine(directory, program))
        .FirstOrDefault(File.Exists);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);
}
