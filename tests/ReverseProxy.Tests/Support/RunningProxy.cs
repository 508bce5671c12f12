using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using ReverseProxy.Configuration;
using ReverseProxy.Serving;

namespace ReverseProxy.Tests.Support;

/// <summary>The real server on a free loopback port, with a state directory of its own.</summary>
internal sealed class RunningProxy : IAsyncDisposable
{
    public const string Miner = "5FJ4gu9eVX6DG4qYi1hxkUgu1yaTm1CnQ4MiiZPjPVaXiATo";
    public const string Validator = "5CcyqxXnJucaCnQQvvUg5EPzj1uoNAxACZvzArHw5aVDvgNH";

    private RunningProxy(ProxyServer server, string directory, SettableClock clock, CollectedLog log)
    {
        Server = server;
        Directory = directory;
        Clock = clock;
        Log = log;
        Port = new Uri(server.Addresses.First()).Port;
    }

    public ProxyServer Server { get; }

    public int Port { get; }

    /// <summary>Holds the configuration file and the state.</summary>
    public string Directory { get; }

    public string ConfigurationPath => Path.Combine(Directory, "config.json");

    public SettableClock Clock { get; }

    public CollectedLog Log { get; }

    /// <summary>Starts a proxy whose two services are <paramref name="backend"/> and that allows the validator of the test data.</summary>
    public static Task<RunningProxy> StartAsync(string backend, Action<JsonObject>? change = null, string? directory = null, SettableClock? clock = null, X509Certificate2? root = null)
    {
        JsonObject configuration = Configuration(backend);
        change?.Invoke(configuration);
        return StartAsync(configuration, directory, clock, root: root);
    }

    public static async Task<RunningProxy> StartAsync(
        JsonObject configuration, string? directory = null, SettableClock? clock = null, string? state = null, X509Certificate2? root = null)
    {
        directory ??= System.IO.Directory.CreateTempSubdirectory("proxy-test-").FullName;
        string path = Path.Combine(directory, "config.json");
        await File.WriteAllTextAsync(path, configuration.ToJsonString());
        Dictionary<string, string> overrides = new()
        {
            ["server.host"] = "127.0.0.1",
            ["server.port"] = "0",
            ["server.state_dir"] = state ?? Path.Combine(directory, "state"),
        };
        clock ??= new();
        CollectedLog log = new();
        ProxyServer server = await ProxyServer.StartAsync(
            new() { Reading = Read(), Reread = Read, Time = clock, Logging = logging => logging.AddProvider(log), Roots = root is null ? null : [root] },
            CancellationToken.None);
        return new(server, directory, clock, log);

        ConfigurationReading Read() =>
            ConfigurationReader.Read(ConfigurationFiles.Read(path, overrides) with { Environment = new Dictionary<string, string>() });
    }

    public static JsonObject Configuration(string backend, params string[] allowedSenders) => new()
    {
        ["auth"] = new JsonObject
        {
            ["miner_hotkey"] = Miner,
            ["allowed_senders"] = new JsonArray([.. (allowedSenders.Length == 0 ? [Validator] : allowedSenders).Select(sender => JsonValue.Create(sender))]),
        },
        ["services"] = new JsonObject { ["training_server_url"] = backend, ["inference_server_url"] = backend },
    };

    /// <summary>Waits until a line that contains a text was logged.</summary>
    public async Task<string> LoggedAsync(string text)
    {
        for (int i = 0; i < 500; i++)
        {
            if (Log.Texts.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } line)
            {
                return line;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"\"{text}\" was not logged; what was: {string.Join(Environment.NewLine, Log.Texts)}");
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
