using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace ProxyBench;

/// <summary>A server in a process of its own, with what the operating system says it used.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const double TicksPerSecond = 100;

    private readonly Process _process;
    private readonly string _output;

    private ServerProcess(Process process, string output)
    {
        _process = process;
        _output = output;
    }

    /// <summary>User and system time so far.</summary>
    public TimeSpan Cpu
    {
        get
        {
            // nginx serves in children of the process that was started.
            string children = $"/proc/{_process.Id}/task/{_process.Id}/children";
            string[] ids = File.Exists(children) ? File.ReadAllText(children).Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
            return TimeSpan.FromSeconds(ids.Append(_process.Id.ToString(CultureInfo.InvariantCulture)).Sum(Ticks) / TicksPerSecond);
        }
    }

    /// <summary>The most memory that was resident at once, in MB.</summary>
    public double PeakResidentMegabytes => Megabytes("VmHWM");

    /// <summary>The memory that is resident now, in MB.</summary>
    public double ResidentMegabytes => Megabytes("VmRSS");

    /// <summary>Starts one of ours, an assembly or a native binary, and waits until it listens.</summary>
    public static Task<ServerProcess> StartAsync(int port, string program, params string[] arguments) => Path.GetExtension(program) == ".dll"
        ? StartProgramAsync("dotnet", port, [program, .. arguments])
        : StartProgramAsync(program, port, arguments);

    /// <summary>Starts any program, and waits until it listens.</summary>
    public static Task<ServerProcess> StartProgramAsync(string program, int port, params string[] arguments) => StartProgramAsync(program, port, [], arguments);

    /// <summary>Starts any program with variables added to its environment, and waits until it listens.</summary>
    public static async Task<ServerProcess> StartProgramAsync(string program, int port, Dictionary<string, string> environment, params string[] arguments)
    {
        // Its log goes to a file: what read it here would take part of the processors from what is measured.
        string output = Path.GetTempFileName();
        ProcessStartInfo start = new("/bin/sh", ["-c", "exec \"$0\" \"$@\" > \"$PROXY_BENCH_OUTPUT\"", program, .. arguments]) { UseShellExecute = false };
        start.Environment["PROXY_BENCH_OUTPUT"] = output;
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start)!;
        for (int i = 0; i < 1500; i++)
        {
            try
            {
                using TcpClient probe = new();
                await probe.ConnectAsync("127.0.0.1", port);
                return new(process, output);
            }
            catch (SocketException)
            {
                await Task.Delay(20);
            }
        }

        throw new TimeoutException($"{string.Join(' ', arguments)} does not listen on {port}");
    }

    private double Megabytes(string name) =>
        long.Parse(File.ReadLines($"/proc/{_process.Id}/status").Single(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)
        / 1024.0;

    /// <summary>User and system time of a process, in ticks: fields 14 and 15 of its stat, counted behind the name in parentheses.</summary>
    private static long Ticks(string id)
    {
        string stat = File.ReadAllText($"/proc/{id}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
    }

    /// <summary>One of this program's own servers.</summary>
    public static Task<ServerProcess> StartOwnAsync(int port, params string[] arguments) =>
        StartAsync(port, Path.Combine(AppContext.BaseDirectory, "ProxyBench.dll"), arguments);

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();

        // Requests that are cut off at the end of a measurement are warnings.
        foreach (string line in File.ReadLines(_output).Where(line => line.Contains("| ERROR", StringComparison.Ordinal)).Take(10))
        {
            Console.Error.WriteLine(line);
        }

        File.Delete(_output);
    }
}
