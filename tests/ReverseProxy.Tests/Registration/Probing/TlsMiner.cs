using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ReverseProxy.Tests.Registration.Probing;

/// <summary>A miner's proxy as others see it: TLS on a loopback port, one answer to everything, and what was asked.</summary>
internal sealed class TlsMiner : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Stream, Task> _serve;
    private readonly Task _accepting;

    private TlsMiner(Func<Stream, Task> serve)
    {
        _serve = serve;
        _listener.Start();
        Port = (ushort)((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public ushort Port { get; }

    public int Connections { get; private set; }

    public string Request { get; private set; } = "";

    /// <summary>Answers with a status over TLS.</summary>
    public static TlsMiner Start(X509Certificate2 certificate, X509Certificate2Collection? sent, int status = 200)
    {
        TlsMiner? miner = null;
        SslStreamCertificateContext context = SslStreamCertificateContext.Create(certificate, sent, offline: true);
        miner = new(async stream =>
        {
            await using SslStream tls = new(stream);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = context });
            byte[] buffer = new byte[4096];
            int read = await tls.ReadAsync(buffer);
            miner!.Request = Encoding.ASCII.GetString(buffer, 0, read);
            await tls.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} X\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}"));
        });
        return miner;
    }

    /// <summary>Does anything with the bare connection.</summary>
    public static TlsMiner StartBare(Func<Stream, Task> serve) => new(serve);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();

        // In this order: a listener that is stopped between two connections fails the next accept.
        await _accepting;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Connections++;
                _ = ServeAsync(client);
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await _serve(client.GetStream());
            }
            catch (Exception gone) when (gone is IOException or AuthenticationException)
            {
                // The other side did not like what it saw.
            }
        }
    }
}
