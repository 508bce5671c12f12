using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using Substrate.Cryptography.Sr25519;

namespace ProxyBench.Soak;

/// <summary>The real program under a little service manager that holds its two sockets while it is restarted or killed.</summary>
internal sealed partial class SoakProxy : IDisposable
{
    private const int SetDescriptorFlags = 2;
    private const int SigTerm = 15;

    private readonly Socket _callers = Listen();
    private readonly Socket _results = Listen();
    private readonly string _directory = Directory.CreateTempSubdirectory("proxy-soak-").FullName;
    private Process? _process;

    public Keypair Validator { get; } = Keypair.Generate();

    public int Port => ((IPEndPoint)_callers.LocalEndPoint!).Port;

    public string Log => Path.Combine(_directory, "log");

    public async Task StartAsync(IEnumerable<string> backends)
    {
        string path = Path.Combine(_directory, "config.json");
        if (!File.Exists(path))
        {
            await File.WriteAllTextAsync(path, Configuration(backends));
        }

        foreach (Socket socket in new[] { _callers, _results })
        {
            _ = fcntl((int)socket.Handle, SetDescriptorFlags, 0);
        }

        string script = $"exec 8<&{_callers.Handle} 9<&{_results.Handle}; exec 3<&8 4<&9; LISTEN_PID=$$ LISTEN_FDS=2 LISTEN_FDNAMES=callers:callbacks exec {ProxyUnderTest.ShellCommand} --config '{path}' >>'{Log}' 2>&1";
        ProcessStartInfo start = new("bash", ["-c", script]) { UseShellExecute = false };
        _process = Process.Start(start)!;
    }

    /// <summary>What the servers have to do by the program's own account: jobs running, unfinished and waiting.</summary>
    public async Task<(int Running, int Unfinished, int Waiting)> BusyAsync()
    {
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
        using JsonDocument status = JsonDocument.Parse(await client.GetStringAsync(new Uri($"http://127.0.0.1:{Port}/status?verbose")));
        JsonElement pool = status.RootElement.GetProperty("backends").GetProperty("inference");
        JsonElement[] servers = [.. pool.GetProperty("servers").EnumerateArray()];
        return (servers.Sum(server => server.GetProperty("running").GetInt32()), servers.Sum(server => server.GetProperty("unfinished").GetInt32()), pool.GetProperty("waiting").GetInt32());
    }

    public async Task TerminateAsync()
    {
        _ = kill(_process!.Id, SigTerm);
        await _process.WaitForExitAsync();
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _callers.Dispose();
        _results.Dispose();
        Validator.Dispose();
    }

    private static Socket Listen()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen(1024);
        return socket;
    }

    private string Configuration(IEnumerable<string> backends) => JsonSerializer.Serialize(new
    {
        server = new { host = "127.0.0.1", port = 1, state_dir = _directory, shutdown_timeout = 15 },
        auth = new { miner_hotkey = ProxyUnderTest.Miner, allowed_senders = new[] { Validator.PublicKey.ToString() } },
        backends = new
        {
            inference = new
            {
                servers = backends,
                concurrency = 4,
                queue = 8,
                connect_retry_budget = 3,
                health = new { path = "/health", interval = 0.5, timeout = 1, field = "state", equals = "ready" },
            },
        },
        callbacks = new
        {
            listen = $"127.0.0.1:{((IPEndPoint)_results.LocalEndPoint!).Port}",
            allowed_networks = new[] { "127.0.0.0/8" },
        },
        routes = new object[]
        {
            new { path = "/inference", backend = "inference", deadline = 5, async_handoff = true, callback_insurance = true, finish_within = 8, lost_after = 10 },
            new { path = "/edit", backend = "inference", deadline = 5, async_handoff = true, callback_insurance = true, finish_within = 8, lost_after = 10, idempotent_by = "job_id" },
            new { path = "/inference/status/{id}", backend = "inference", methods = new[] { "GET" }, timeout = 5 },
        },
    });

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int descriptor, int command, int argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);
}
