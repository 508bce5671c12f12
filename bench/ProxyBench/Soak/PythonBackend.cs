using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ProxyBench.Soak;

/// <summary>A GPU server that is a real process of another language: it is killed, ended, frozen and started again.</summary>
internal sealed partial class PythonBackend(string name, int port, Ledger ledger, int seed) : IDisposable
{
    private const int SigTerm = 15;
    private const int SigStop = 19;
    private const int SigContinue = 18;

    private readonly Random _random = new(seed);
    private readonly string _known = Path.GetTempFileName();
    private Process? _process;

    public string Url => $"http://127.0.0.1:{port}";

    public int Kills { get; private set; }

    public int Ends { get; private set; }

    public int Freezes { get; private set; }

    /// <summary>Whether this machine has what it takes.</summary>
    public static bool IsPossible => File.Exists(Script) && (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':').Any(directory => File.Exists(Path.Combine(directory, "python3")));

    private static string Script { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "tests", "ReverseProxy.Tests", "Support", "Backends", "backend.py"));

    public async Task RunAsync(CancellationToken stop)
    {
        Start();
        while (!stop.IsCancellationRequested)
        {
            await PauseAsync(TimeSpan.FromSeconds(4 + _random.Next(12)), stop);
            switch (_random.Next(3))
            {
                case 0:
                    Kills++;
                    await EndAsync(_process!.Kill, stop);
                    break;
                case 1:
                    Ends++;
                    await EndAsync(() => kill(_process!.Id, SigTerm), stop);
                    break;
                default:
                    Freezes++;
                    _ = kill(_process!.Id, SigStop);
                    await PauseAsync(TimeSpan.FromMilliseconds(300 + _random.Next(3_000)), stop);
                    _ = kill(_process!.Id, SigContinue);
                    break;
            }
        }
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            _process.WaitForExit();
        }

        File.Delete(_known);
    }

    private static Task PauseAsync(TimeSpan time, CancellationToken stop) => Task.Delay(time, stop).ContinueWith(static _ => { }, TaskScheduler.Default);

    private async Task EndAsync(Action end, CancellationToken stop)
    {
        end();
        await _process!.WaitForExitAsync(CancellationToken.None);
        await PauseAsync(TimeSpan.FromMilliseconds(_random.Next(2_500)), stop);
        Start();
    }

    private void Start()
    {
        _process = Process.Start(new ProcessStartInfo("python3", [Script, port.ToString(CultureInfo.InvariantCulture), "5", name, _known]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.Split(' ') is [var what, var job] && ledger.Find(job) is { } fate)
            {
                switch (what)
                {
                    case "arrived":
                        fate.Arrive();
                        break;
                    case "began":
                        fate.Run();
                        break;
                    case "called-back":
                        fate.ResultTaken = true;
                        break;
                }
            }
        };
        _process.BeginOutputReadLine();
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);
}
