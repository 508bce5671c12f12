using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Epistula.Dialects;
using Epistula.Signing;
using Microsoft.Extensions.Logging;
using ReverseProxy.Callbacks;
using ReverseProxy.Configuration;
using ReverseProxy.Demo;
using ReverseProxy.Forwarding;
using Substrate.Cryptography.Sr25519;

namespace ReverseProxy.Serving;

/// <summary>
/// Jobs come minutes apart, so each is the first one. This sends a few through a second, throw-away server of the same
/// make, with keys, certificate and backend of its own, so that all code on a job's way is compiled before a real one comes,
/// and nothing of it touches the real server's state.
/// </summary>
internal static class WarmUp
{
    // A method that was called thirty times is compiled again, with counters in it, and after thirty more for good; what is compiled
    // ahead is so from the first job on.
    private const int Jobs = 40;

    private static readonly int Rounds = RuntimeFeature.IsDynamicCodeCompiled ? 3 : 1;

    // The runtime waits for a tenth of a second itself.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(ProxyConfiguration configuration, ILogger logger, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        string directory = Directory.CreateTempSubdirectory("reverse-proxy-warm-up-").FullName;
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Longest);
        try
        {
            await SendAsync(directory, configuration.Server.Tls is not null, configuration.Callbacks.Listen is not null, timeout.Token);
            Log.WarmedUp(logger, Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 2));
        }
        catch (Exception exception)
        {
            // Whatever it was: the first job is slower then, no more.
            Log.NotWarmedUp(logger, exception.Message);
        }
        finally
        {
            Delete(directory);
        }
    }

    private static async Task SendAsync(string directory, bool tls, bool insured, CancellationToken cancellationToken)
    {
        using Keypair miner = Keypair.Generate();
        using Keypair validator = Keypair.Generate();
        await using DemoBackend backend = await DemoBackend.StartAsync(cancellationToken);
        Dictionary<string, string> settings = new(StringComparer.Ordinal)
        {
            ["server.host"] = "127.0.0.1",
            ["server.port"] = "0",
            ["server.state_dir"] = directory,
            ["auth.miner_hotkey"] = miner.PublicKey.ToString(),
            ["auth.allowed_senders"] = validator.PublicKey.ToString(),
            ["services.inference_server_url"] = backend.Url,
            ["route_preset"] = "dippy",
        };
        string? fingerprint = null;
        if (tls)
        {
            (settings["server.tls.certificate"], fingerprint) = WriteCertificate(directory);
        }

        if (insured)
        {
            settings["callbacks.listen"] = $"127.0.0.1:{FreePort()}";
            settings["callbacks.allowed_networks"] = "127.0.0.0/8";
            settings["routes"] = """[{"path":"/inference","backend":"inference","callback_insurance":true}]""";
        }

        await using ProxyServer proxy = await ProxyServer.StartAsync(
            new() { Reading = ConfigurationReader.Read(new() { CommandLine = settings }), Logging = static logging => logging.SetMinimumLevel(LogLevel.None), IsThrowAway = true },
            cancellationToken);
        using HttpClient client = new(new SocketsHttpHandler
        {
            UseProxy = false,
            PooledConnectionIdleTimeout = TimeSpan.Zero,
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == fingerprint },
        });
        EpistulaSigner signer = new(validator, TimeProvider.System);
        string address = proxy.Addresses.First();
        for (int i = 0; i < Rounds * Jobs; i++)
        {
            if (i > 0 && i % Jobs == 0)
            {
                await CompiledAsync(cancellationToken);
            }

            byte[] job = Encoding.UTF8.GetBytes($$"""{"job_id":"{{i}}","callback_url":"{{backend.Url}}/result"}""");
            using HttpRequestMessage request = new(HttpMethod.Post, address + "/inference") { Content = new ByteArrayContent(job) };
            foreach (KeyValuePair<string, string> header in EpistulaDialects.Authorization.Write(signer.Sign(SHA256.HashData(job), miner.PublicKey.ToString())))
            {
                _ = request.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }

            using HttpResponseMessage response = await client.SendAsync(request, cancellationToken);
            using HttpResponseMessage root = await client.GetAsync(new Uri(address + "/"), cancellationToken);
            if (insured)
            {
                await CallBackAsync(client, JsonField.Find(Encoding.UTF8.GetBytes(backend.LastJob), "callback_url"), cancellationToken);
            }
        }

        await proxy.StopAsync(cancellationToken);
    }

    /// <summary>Waits, but not long, until the runtime has compiled what was called often: it does so when nothing new comes for a while.</summary>
    private static async Task CompiledAsync(CancellationToken cancellationToken)
    {
        long before = -1;
        for (int i = 0; i < 6 && JitInfo.GetCompiledMethodCount() != before; i++)
        {
            before = JitInfo.GetCompiledMethodCount();
            await Task.Delay(Quiet, cancellationToken);
        }
    }

    /// <summary>What a GPU server does when a job is done; the result then goes to the backend, which takes it for one job more.</summary>
    private static async Task CallBackAsync(HttpClient client, string? url, CancellationToken cancellationToken)
    {
        if (url?.Contains(CallbackIntake.Path, StringComparison.Ordinal) ?? false)
        {
            using MultipartFormDataContent form = new() { { new StringContent("completed"), "status" } };
            using HttpResponseMessage taken = await client.PostAsync(new Uri(url), form, cancellationToken);
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static (string Path, string Fingerprint) WriteCertificate(string directory)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        string path = Path.Combine(directory, "warm-up.pem");
        File.WriteAllText(path, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        return (path, certificate.GetCertHashString());
    }

    private static void Delete(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (IOException)
        {
            // It lies in the system's directory for such things.
        }
    }
}
