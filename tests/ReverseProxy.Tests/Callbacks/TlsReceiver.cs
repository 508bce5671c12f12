using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Callbacks;

/// <summary>A receiver of results over TLS that notes when each handshake was done and when each request came.</summary>
internal sealed class TlsReceiver : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<SslStream> _open = new();
    private readonly SslStreamCertificateContext _certificate;
    private readonly Task _accepting;

    public TlsReceiver(X509Certificate2 certificate, X509Certificate2Collection chain)
    {
        _certificate = SslStreamCertificateContext.Create(certificate, chain, offline: true);
        _listener.Start(64);
        _accepting = AcceptAsync();
    }

    public string Url => $"https://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}/result";

    /// <summary>When handshakes were done, as timestamps of <see cref="Stopwatch"/>.</summary>
    public ConcurrentQueue<long> Handshakes { get; } = new();

    /// <summary>When requests came, and on which connection, counted from 1.</summary>
    public ConcurrentQueue<(long At, int Connection)> Requests { get; } = new();

    /// <summary>Closes every connection in good order, as receivers do with idle ones.</summary>
    public async Task CloseAllAsync()
    {
        while (_open.TryDequeue(out SslStream? stream))
        {
            await stream.ShutdownAsync();
            stream.Close();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        while (_open.TryDequeue(out SslStream? stream))
        {
            await stream.DisposeAsync();
        }

        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        SslStream stream = new(client.GetStream());
        try
        {
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = _certificate }, _stop.Token);
            Handshakes.Enqueue(Stopwatch.GetTimestamp());
            int number = Handshakes.Count;
            _open.Enqueue(stream);
            HttpWire wire = new(stream);
            while (await wire.ReadHeadAsync(_stop.Token) is { } head)
            {
                Requests.Enqueue((Stopwatch.GetTimestamp(), number));
                await wire.ReadBodyAsync(head, toEndOfStream: false, _stop.Token);
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), _stop.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
            // The other side went away, or was told to.
        }
    }
}
