using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace ProxyBench;

/// <summary>A server in a process of its own, with what the operating system says it used.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const double TicksPerSecond = 100;

    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    /// <summary>User and system time so far.</summary>
    public TimeSpan Cpu
    {
        get
        {
            // Fields 14 and 15 of /proc/<pid>/stat, counted behind the name in parentheses.
            string stat = File.ReadAllText($"/proc/{_process.Id}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return TimeSpan.FromSeconds((long.Parse(fields[11]) + long.Parse(fields[12])) / TicksPerSecond);
        }
    }

    /// <summary>The most memory that was resident at once, in MB.</summary>
    public double PeakResidentMegabytes =>
        long.Parse(File.ReadLines($"/proc/{_process.Id}/status").Single(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)
        / 1024.0;

    /// <summary>Starts a program, an assembly or a native binary, and waits until it listens.</summary>
    public static async Task<ServerProcess> StartAsync(int port, string program, params string[] arguments)
    {
        bool native = Path.GetExtension(program) != ".dll";
        ProcessStartInfo start = new(native ? program : "dotnet", native ? arguments : [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.Contains(" 200 ") is false)
            {
                Console.Error.WriteLine(line.Data);
            }
        };
        process.ErrorDataReceived += (_, line) => Console.Error.Write(string.IsNullOrEmpty(line.Data) ? string.Empty : line.Data + Environment.NewLine);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        for (int i = 0; i < 500; i++)
        {
            try
            {
                using TcpClient probe = new();
                await probe.ConnectAsync("127.0.0.1", port);
                return new(process);
            }
            catch (SocketException)
            {
                await Task.Delay(20);
            }
        }

        throw new TimeoutException($"{string.Join(' ', arguments)} does not listen on {port}");
    }

    /// <summary>One of this program's own servers.</summary>
    public static Task<ServerProcess> StartOwnAsync(int port, params string[] arguments) =>
        StartAsync(port, Path.Combine(AppContext.BaseDirectory, "ProxyBench.dll"), arguments);

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
