using System.Text.Json;
using Substrate.Cryptography.Sr25519;

namespace ProxyBench;

/// <summary>Our proxy with a configuration for measuring, and the key that its one validator signs with.</summary>
internal sealed class ProxyUnderTest : IDisposable
{
    private readonly ServerProcess _process;
    private readonly string _directory;

    private ProxyUnderTest(ServerProcess process, string directory, Keypair validator)
    {
        _process = process;
        _directory = directory;
        Validator = validator;
    }

    public const string Miner = "5FJ4gu9eVX6DG4qYi1hxkUgu1yaTm1CnQ4MiiZPjPVaXiATo";

    /// <summary>The build that is measured: the tool from source, or what the variable names.</summary>
    public static string Build { get; } = Environment.GetEnvironmentVariable("REVERSE_PROXY_PROGRAM")
        ?? Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "ReverseProxy", "release", "reverse-proxy.dll"));

    /// <summary>What a shell runs it by.</summary>
    public static string ShellCommand => Path.GetExtension(Build) == ".dll" ? $"dotnet '{Build}'" : $"'{Build}'";

    public Keypair Validator { get; }

    public ServerProcess Process => _process;

    public int LeftFiles => Directory.EnumerateFiles(Path.Combine(_directory, "bodies")).Count();

    /// <param name="port">The port to listen on.</param>
    /// <param name="backend">Where jobs go.</param>
    /// <param name="crowd">Whether this machine is believed whom it speaks for, and each address is limited.</param>
    /// <param name="failuresPerMinute">Wrong signatures a minute from one address before it is not verified any more; null for the default.</param>
    public static async Task<ProxyUnderTest> StartAsync(int port, string backend, int? failuresPerMinute = null, bool crowd = false)
    {
        Keypair validator = Keypair.Generate();
        string directory = Directory.CreateTempSubdirectory("proxy-bench-").FullName;
        string path = WriteConfiguration(directory, validator, port, backend, "config.json", failuresPerMinute, crowd);
        return new(await ServerProcess.StartAsync(port, Build, "--config", path), directory, validator);
    }

    /// <summary>Writes the same for another program, that listens on <paramref name="port"/>.</summary>
    /// <returns>The file's path.</returns>
    public string WriteConfiguration(int port, string backend, string name) => WriteConfiguration(_directory, Validator, port, backend, name, null, crowd: false);

    public void Dispose()
    {
        _process.Dispose();
        Validator.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static string WriteConfiguration(string directory, Keypair validator, int port, string backend, string name, int? failuresPerMinute, bool crowd)
    {
        string path = Path.Combine(directory, name);
        File.WriteAllText(path, JsonSerializer.Serialize(new
        {
            server = new { host = "127.0.0.1", port, state_dir = directory, trusted_proxies = crowd ? ["127.0.0.1"] : Array.Empty<string>() },
            auth = new
            {
                miner_hotkey = Miner,
                allowed_senders = new[] { validator.PublicKey.ToString() },
                // Requests are signed before the run begins, and each is remembered for so long.
                allowed_delta_ms = 300_000,
                replay_capacity = 1_048_576,
            },
            limits = new Dictionary<string, int> { ["failures_per_minute"] = failuresPerMinute ?? 120, ["requests_per_minute"] = crowd ? 60 : 0 },
            services = new { training_server_url = backend, inference_server_url = backend },
        }));
        return path;
    }
}
