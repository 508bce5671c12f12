using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace ReverseProxy.Tests.Support;

/// <summary>The real program in a process of its own, with an environment that holds nothing by accident.</summary>
internal sealed partial class ProxyProcess : IAsyncDisposable
{
    private const int SetDescriptorFlags = 2;

    private readonly Process _process;
    private readonly Task _reading;

    private ProxyProcess(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(CollectAsync(process.StandardOutput, Output), CollectAsync(process.StandardError, Errors));
    }

    public ConcurrentQueue<string> Output { get; } = new();

    public ConcurrentQueue<string> Errors { get; } = new();

    public int Id => _process.Id;

    private static string Program => Path.Combine(AppContext.BaseDirectory, "reverse-proxy.dll");

    public static ProxyProcess Start(IEnumerable<string> arguments, string? workingDirectory = null, params (string Name, string Value)[] environment) =>
        Start("dotnet", [Program, .. arguments], workingDirectory, environment);

    /// <summary>As a service manager starts it that has opened the socket: the socket is file descriptor 3, named for this process alone.</summary>
    public static ProxyProcess StartWithSocket(System.Net.Sockets.Socket socket, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        // The descriptor goes to the child; which number it has here, the shell maps.
        int descriptor = (int)socket.Handle;
        fcntl(descriptor, SetDescriptorFlags, 0).ShouldBe(0);
        const string Script = "exec 3<&$1; eval \"exec $1<&-\"; shift; LISTEN_PID=$$ LISTEN_FDS=1 exec dotnet \"$@\"";
        return Start("bash", ["-c", Script, "bash", descriptor.ToString(), Program, .. arguments], null, environment);
    }

    /// <summary>With its standard output in a file or a device.</summary>
    public static ProxyProcess StartInto(string file, IEnumerable<string> arguments) =>
        Start("bash", ["-c", "file=$1; shift; exec dotnet \"$@\" >\"$file\"", "bash", file, Program, .. arguments], null, []);

    private static ProxyProcess Start(string program, IEnumerable<string> arguments, string? workingDirectory, (string Name, string Value)[] environment)
    {
        // Whoever runs the tests in the background may have told their children to take no notice of these signals.
        ProcessStartInfo start = new("env", ["--default-signal=HUP,INT", program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = workingDirectory ?? Directory.CreateTempSubdirectory("proxy-process-").FullName,
        };
        foreach (string name in start.Environment.Keys.Where(name => name is "HOST" or "PORT" or "RELOAD" or "LOG_LEVEL" || name.StartsWith("REVERSE_PROXY", StringComparison.Ordinal) || name.StartsWith("BT_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return new(Process.Start(start)!);
    }

    /// <summary>Runs to the end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        IEnumerable<string> arguments, string? workingDirectory = null, params (string Name, string Value)[] environment)
    {
        await using ProxyProcess process = Start(arguments, workingDirectory, environment);
        int exitCode = await process.ExitAsync();
        return (exitCode, string.Join('\n', process.Output), string.Join('\n', process.Errors));
    }

    /// <summary>The port it serves on, once it does.</summary>
    public async Task<int> PortAsync()
    {
        string line = await LineAsync("Serving on ");
        return int.Parse(PortPattern().Match(line).Groups["port"].Value);
    }

    /// <summary>The first line of its output that contains a text.</summary>
    public async Task<string> LineAsync(string text)
    {
        for (int i = 0; i < 1000; i++)
        {
            if (Output.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } found)
            {
                return found;
            }

            if (_process.HasExited)
            {
                break;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"\"{text}\" did not appear; what did: {string.Join('\n', Output)}\n{string.Join('\n', Errors)}");
    }

    public void Signal(int signal) => kill(_process.Id, signal).ShouldBe(0);

    public async Task<int> ExitAsync()
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(60));
        await _process.WaitForExitAsync(timeout.Token);
        await _reading;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static async Task CollectAsync(StreamReader reader, ConcurrentQueue<string> lines)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lines.Enqueue(line);
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int descriptor, int command, int argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);

    [GeneratedRegex(@":(?<port>\d+)$", RegexOptions.None, 1000)]
    private static partial Regex PortPattern();
}
