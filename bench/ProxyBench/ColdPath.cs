using System.Diagnostics;
using System.Globalization;
using System.Net;
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

/// <summary>
/// What the gateway adds to a job that comes after a start or after idleness, on a TLS connection of its own: from the
/// job's first byte in to the answer's first byte out, without the time that the backend took. Once as it is, once
/// without the warm-up, in turn.
/// </summary>
internal static class ColdPath
{
    private const int BackendPort = 18_250;
    private const int OurPort = 18_251;

    private static double _backendMilliseconds;

    public static async Task<int> RunAsync(string[] arguments)
    {
        int starts = Options.Number(arguments, "--starts", 10);
        int idle = Options.Number(arguments, "--idle", 8);
        int settle = Options.Number(arguments, "--settle", 3);
        using TcpListener listener = new(IPAddress.Loopback, BackendPort);
        listener.Start(128);
        _ = ServeAsync(listener);
        Dictionary<string, List<(double Overhead, double Handshake)>> samples = [];
        for (int start = 0; start < starts; start++)
        {
            foreach (bool warm in new[] { true, false })
            {
                await MeasureAsync(samples, warm, settle, idle);
            }
        }

        Console.WriteLine($"{starts} starts each; jobs {settle} s after the start and then {idle} s apart, each on a TLS connection of its own");
        Console.WriteLine("| | jobs | gateway p50 ms | p99 ms | worst ms | handshake p50 ms | worst ms |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach ((string name, List<(double Overhead, double Handshake)> list) in samples.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            double[] overhead = [.. list.Select(one => one.Overhead).Order()];
            double[] handshake = [.. list.Select(one => one.Handshake).Order()];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {list.Count} | {At(overhead, 0.5):0.0} | {At(overhead, 0.99):0.0} | {overhead[^1]:0.0} | {At(handshake, 0.5):0.0} | {handshake[^1]:0.0} |"));
        }

        return 0;
    }

    private static double At(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(share * sorted.Length) - 1)];

    private static async Task MeasureAsync(Dictionary<string, List<(double Overhead, double Handshake)>> samples, bool warm, int settle, int idle)
    {
        using Keypair validator = Keypair.Generate();
        string directory = Directory.CreateTempSubdirectory("proxy-cold-").FullName;
        string path = Path.Combine(directory, "config.json");
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(new
        {
            server = new { host = "127.0.0.1", port = OurPort, state_dir = directory, warm_up = warm, tls = new { certificate = WriteCertificate(directory) } },
            auth = new { miner_hotkey = ProxyUnderTest.Miner, allowed_senders = new[] { validator.PublicKey.ToString() } },
            services = new { inference_server_url = $"http://127.0.0.1:{BackendPort}" },
            route_preset = "dippy",
        }));
        using ServerProcess process = await ServerProcess.StartAsync(OurPort, ProxyUnderTest.Build, "--config", path);
        EpistulaSigner signer = new(validator, TimeProvider.System);
        string state = warm ? "warmed up" : "not warmed up";
        await Task.Delay(TimeSpan.FromSeconds(settle));
        Add($"first job, {state}", await SendAsync(signer));
        for (int i = 0; i < 3; i++)
        {
            await Task.Delay(TimeSpan.FromSeconds(idle));
            Add($"later job, {state}", await SendAsync(signer));
        }

        Directory.Delete(directory, recursive: true);

        void Add(string name, (double, double) sample)
        {
            if (!samples.TryGetValue(name, out List<(double Overhead, double Handshake)>? list))
            {
                samples[name] = list = [];
            }

            list.Add(sample);
        }
    }

    private static async Task<(double Overhead, double Handshake)> SendAsync(EpistulaSigner signer)
    {
        byte[] body = """{"job_id":"1","prompt":"a red cube"}"""u8.ToArray();
        byte[] request = [.. Encoding.ASCII.GetBytes(SignedRequests.Head(signer, SHA256.HashData(body), body.Length)), .. body];
        using TcpClient client = new() { NoDelay = true };
        long started = Stopwatch.GetTimestamp();
        await client.ConnectAsync("127.0.0.1", OurPort);
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
            ? (took - _backendMilliseconds, handshake)
            : throw new InvalidOperationException(Encoding.ASCII.GetString(answer, 0, length));
    }

    /// <summary>A backend that acknowledges at once, and times itself.</summary>
    private static async Task ServeAsync(TcpListener listener)
    {
        byte[] buffer = new byte[16 * 1024];
        while (true)
        {
            using TcpClient client = await listener.AcceptTcpClientAsync();
            NetworkStream stream = client.GetStream();
            int length = 0;
            long started = 0;
            while (!Encoding.ASCII.GetString(buffer, 0, length).EndsWith('}'))
            {
                int read = await stream.ReadAsync(buffer.AsMemory(length));
                started = started == 0 ? Stopwatch.GetTimestamp() : started;
                length += read;
                if (read == 0)
                {
                    break;
                }
            }

            await stream.WriteAsync("HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray());
            _backendMilliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }
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
