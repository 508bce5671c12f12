using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Bittensor.Registry;
using ReverseProxy.Tls;

namespace ReverseProxy.Diagnosis;

/// <summary>The address that validators use, spoken to as their client does: TLS verified apart, so that the rest can be tried anyway.</summary>
internal sealed class PublicAddress(MinerEndpoint endpoint, X509Certificate2Collection? roots)
{
    private string Host => endpoint.Address.Trim('[', ']');

    public Uri Url(string path) => new(endpoint.Url, path);

    public async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(Host, endpoint.Port, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What Python's client will think of the certificate; null, with the reason, where there is none.</summary>
    public async Task<(CertificateVerdict? Verdict, string? Failure)> HandshakeAsync(TimeProvider time, TimeSpan patience, CancellationToken cancellationToken)
    {
        CertificateVerdict? verdict = null;
        try
        {
            using Socket socket = await ConnectAsync(cancellationToken);
            await using NetworkStream network = new(socket);
            await using SslStream stream = new(network);
            SslClientAuthenticationOptions options = new()
            {
                TargetHost = Host,

                // Judged by the verdict: here it is only looked at.
                RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
                {
                    using X509Certificate2 leaf = X509CertificateLoader.LoadCertificate(certificate!.GetRawCertData());
                    verdict = CertificateVerdict.Of(leaf, chain!.ChainPolicy.ExtraStore, Host, time, roots);
                    return verdict is not null;
                },
            };
            await stream.AuthenticateAsClientAsync(options, cancellationToken).WaitAsync(patience, cancellationToken);
            return (verdict, verdict is null ? "it shows no certificate" : null);
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException or SocketException or TimeoutException)
        {
            return (null, exception.GetBaseException().Message);
        }
    }

    /// <summary>A client that follows nothing and verifies no certificate: that is a line of its own.</summary>
    public static HttpClient Client(TimeSpan patience) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.Zero,

        // No secret goes over it, and the verdict on the certificate is told apart.
        SslOptions = new() { RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null },
    })
    { Timeout = patience };
}
