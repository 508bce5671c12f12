using System.Net;
using System.Net.Sockets;

namespace ReverseProxy.Tests.Support;

/// <summary>A port of its own that leads to another, as a router's does; where to may be said later, and how late its answers are.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private int _target;
    private long _delay;

    public Relay()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How late what the target sends is passed on.</summary>
    public TimeSpan Delay
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _delay));
        set => Interlocked.Exchange(ref _delay, value.Ticks);
    }

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
                await Task.WhenAny(caller.GetStream().CopyToAsync(target.GetStream(), _stop.Token), AnswerAsync(target.GetStream(), caller.GetStream()));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or IOException)
            {
                // One side went away.
            }
        }
    }

    private async Task AnswerAsync(NetworkStream target, NetworkStream caller)
    {
        byte[] buffer = new byte[64 * 1024];
        int length;
        while ((length = await target.ReadAsync(buffer, _stop.Token)) > 0)
        {
            await Task.Delay(Delay, _stop.Token);
            await caller.WriteAsync(buffer.AsMemory(0, length), _stop.Token);
        }
    }
}
