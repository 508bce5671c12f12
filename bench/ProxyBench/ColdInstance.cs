using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Epistula.Signing;
using Substrate.Cryptography.Sr25519;

namespace ProxyBench;

/// <summary>One running program that serves over TLS, and a caller whose every job comes on a connection of its own.</summary>
internal sealed class ColdInstance : IDisposable
{
    private readonly Keypair _validator = Keypair.Generate();
    private readonly string _directory = Directory.CreateTempSubdirectory("proxy-cold-").FullName;
    private readonly EpistulaSigner _signer;
    private readonly int _port;
    private readonly TimedBackend _backend;
    private ServerProcess? _process;

    private ColdInstance(int port, TimedBackend backend)
    {
        (_port, _backend) = (port, backend);
        _signer = new(_validator, TimeProvider.System);
    }

    public static async Task<ColdInstance> StartAsync(int port, int backendPort, TimedBackend backend, bool warm)
    {
        ColdInstance instance = new(port, backend);
        string path = Path.Combine(instance._directory, "config.json");
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(new
        {
            server = new { host = "127.0.0.1", port, state_dir = instance._directory, warm_up = warm, tls = new { certificate = WriteCertificate(instance._directory) } },
            auth = new { miner_hotkey = ProxyUnderTest.Miner, allowed_senders = new[] { instance._validator.PublicKey.ToString() } },
            services = new { inference_server_url = $"http://127.0.0.1:{backendPort}" },
            route_preset = "dippy",
        }));
        instance._process = await ServerProcess.StartAsync(port, ProxyUnderTest.Build, "--config", path);
        return instance;
    }

    /// <summary>Sends a job; gives what the gateway added to it, and what the connection took, in milliseconds.</summary>
    public async Task<(double Overhead, double Handshake)> SendAsync()
    {
        byte[] body = """{"job_id":"1","prompt":"a red cube"}"""u8.ToArray();
        byte[] request = [.. Encoding.ASCII.GetBytes(SignedRequests.Head(_signer, SHA256.HashData(body), body.Length)), .. body];
        using TcpClient client = new() { NoDelay = true };
        long started = Stopwatch.GetTimestamp();
        await client.ConnectAsync("127.0.0.1", _port);
        await using SslStream stream = new(client.GetStream());
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = SslProtocols.Tls13,
            RemoteCertificateValidationCallback = static (_, shown, _, _) => shown?.Subject == "CN=localhost",
        });
        double handshake = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        byte[] answer = new byte[4096];
        long sent = Stopwatch.GetTimestamp();
        await stream.WriteAsync(request);
        int length = await stream.ReadAsync(answer);
        double took = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
        return Encoding.ASCII.GetString(answer, 0, length).StartsWith("HTTP/1.1 202", StringComparison.Ordinal)
            ? (took - _backend.Milliseconds, handshake)
            : throw new InvalidOperationException(Encoding.ASCII.GetString(answer, 0, length));
    }

    public void Dispose()
    {
        _process?.Dispose();
        _validator.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static string WriteCertificate(string directory)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(30));
        string path = Path.Combine(directory, "cold.pem");
        File.WriteAllText(path, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        return path;
    }
}
