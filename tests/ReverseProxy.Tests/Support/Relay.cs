using System.Net;
using System.Net.Sockets;

namespace ReverseProxy.Tests.Support;

/// <summary>A port of its own that leads to another, as a router's does; where to may be said later.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private int _target;

    public Relay()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void To(int port) => Volatile.Write(ref _target, port);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = PassAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task PassAsync(TcpClient caller)
    {
        using TcpClient target = new();
        using (caller)
        {
            try
            {
                await target.ConnectAsync(IPAddress.Loopback, Volatile.Read(ref _target), _stop.Token);
                await Task.WhenAny(caller.GetStream().CopyToAsync(target.GetStream(), _stop.Token), target.GetStream().CopyToAsync(caller.GetStream(), _stop.Token));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or IOException)
            {
                // One side went away.
            }
        }
    }
}
