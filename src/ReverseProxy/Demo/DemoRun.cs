using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Epistula;
using Epistula.Dialects;
using Epistula.Signing;
using Microsoft.Extensions.Logging;
using ReverseProxy.Configuration;
using ReverseProxy.Serving;
using Substrate.Cryptography.Sr25519;

namespace ReverseProxy.Demo;

/// <summary>
/// The main job on a fresh machine: a proxy and a backend on free loopback ports, throw-away keys, and the requests that
/// tell what the proxy is for.
/// </summary>
internal sealed class DemoRun : IAsyncDisposable
{
    private const string Job = """{"job_id":"demo","prompt":"a red cube","width":1024,"height":1024}""";

    private readonly Keypair _miner;
    private readonly Keypair _validator = Keypair.Generate();
    private readonly Keypair _stranger = Keypair.Generate();
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });
    private readonly string _directory;
    private readonly DemoBackend _backend;
    private ProxyServer? _proxy;

    private DemoRun(Keypair miner, DemoBackend backend, string directory)
    {
        _miner = miner;
        _backend = backend;
        _directory = directory;
    }

    public string Url { get; private set; } = string.Empty;

    public string BackendUrl => _backend.Url;

    public string Miner => _miner.PublicKey.ToString();

    public string Validator => _validator.PublicKey.ToString();

    /// <summary>How many jobs reached the backend.</summary>
    public int Jobs => _backend.Jobs;

    public static async Task<DemoRun> StartAsync(CancellationToken cancellationToken)
    {
        DemoRun run = new(
            Keypair.Generate(), await DemoBackend.StartAsync(cancellationToken), Directory.CreateTempSubdirectory("reverse-proxy-demo-").FullName);
        run._proxy = await ProxyServer.StartAsync(run.Options(), cancellationToken);
        run.Url = run._proxy.Addresses.First();
        return run;
    }

    /// <summary>Sends the requests one after another.</summary>
    public async IAsyncEnumerable<DemoStep> StepsAsync()
    {
        EpistulaEnvelope used = Sign(_validator);
        yield return await SendAsync("validator checks who answers", HttpMethod.Get, $"/check/{Miner}", null, "200 ok");
        yield return await SendAsync("validator asks what we can do", HttpMethod.Get, "/capacity", Sign(_validator, body: "{}"), "200 " + CapacityShape.Standard, "{}");
        yield return await SendAsync("validator sends a job", HttpMethod.Post, "/inference", used, "202 queued");
        yield return await SendAsync("the same request again", HttpMethod.Post, "/inference", used, "401 Request already used");
        yield return await SendAsync("another body under the signature", HttpMethod.Post, "/inference", Sign(_validator), "401 Signature Mismatch", Job.Replace("red", "blue", StringComparison.Ordinal));
        yield return await SendAsync("signed 9 seconds ago", HttpMethod.Post, "/inference", Sign(_validator, age: 9_000), "401 Request is too stale");
        yield return await SendAsync("signed by a stranger", HttpMethod.Post, "/inference", Sign(_stranger), "403 Sender not allowed");
        yield return await SendAsync("signed for another miner", HttpMethod.Post, "/inference", Sign(_validator, signedFor: _stranger.PublicKey.ToString()), "401 Invalid signed_for address");
        yield return await SendAsync("not signed at all", HttpMethod.Post, "/train", null, "401 Authorization header required", Job);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }

        await _backend.DisposeAsync();
        _miner.Dispose();
        _validator.Dispose();
        _stranger.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private ProxyServerOptions Options()
    {
        Dictionary<string, string> settings = new(StringComparer.Ordinal)
        {
            ["server.host"] = "127.0.0.1",
            ["server.port"] = "0",
            ["server.state_dir"] = _directory,
            ["auth.miner_hotkey"] = Miner,
            ["auth.allowed_senders"] = Validator,
            ["services.training_server_url"] = BackendUrl,
            ["services.inference_server_url"] = BackendUrl,
        };
        return new()
        {
            Reading = ConfigurationReader.Read(new() { CommandLine = settings }),
            Logging = static logging => logging.SetMinimumLevel(LogLevel.None),
        };
    }

    private EpistulaEnvelope Sign(Keypair sender, string body = Job, long age = 0, string? signedFor = null) => new EpistulaSigner(sender, TimeProvider.System).Sign(
        SHA256.HashData(Encoding.UTF8.GetBytes(body)),
        signedFor ?? Miner,
        TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - age,
        Guid.CreateVersion7().ToString());

    private async Task<DemoStep> SendAsync(string what, HttpMethod method, string path, EpistulaEnvelope? envelope, string expected, string? body = null)
    {
        using HttpRequestMessage request = new(method, Url + path);
        if (envelope is { } signed)
        {
            foreach (KeyValuePair<string, string> header in EpistulaDialects.Authorization.Write(signed))
            {
                _ = request.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
        }

        if (method == HttpMethod.Post || body is not null)
        {
            request.Content = new StringContent(body ?? Job, Encoding.UTF8, "application/json");
        }

        long started = Stopwatch.GetTimestamp();
        using HttpResponseMessage answer = await _client.SendAsync(request);
        string text = await answer.Content.ReadAsStringAsync();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        string shownPath = path.Length > 24 ? path[..20] + "…" : path;
        return new(what, $"{method} {shownPath}", expected, $"{(int)answer.StatusCode} {Decisive(text, expected)}", elapsed);
    }

    /// <summary>The part of an answer that tells what happened: its detail, its status, or as much of its beginning as is expected.</summary>
    private static string Decisive(string text, string expected)
    {
        string wanted = expected[4..];
        if (text.StartsWith(wanted, StringComparison.Ordinal))
        {
            return wanted;
        }

        using JsonDocument answer = JsonDocument.Parse(text);
        return answer.RootElement.TryGetProperty("detail", out JsonElement detail) ? detail.GetString()!
            : answer.RootElement.TryGetProperty("status", out JsonElement status) ? status.GetString()!
            : text;
    }
}
