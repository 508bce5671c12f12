using System.Net;
using System.Net.Sockets;

namespace ReverseProxy.Tests.SharedState;

/// <summary>Stands before a server on this machine and passes everything on, its answers late.</summary>
internal sealed class SlowRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _target;
    private long _delay;

    private SlowRelay(int target, TimeSpan delay)
    {
        _target = target;
        Delay = delay;
        _listener.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How late answers are.</summary>
    public TimeSpan Delay
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _delay));
        set => Interlocked.Exchange(ref _delay, value.Ticks);
    }

    public static SlowRelay Start(int target, TimeSpan delay)
    {
        SlowRelay relay = new(target, delay);
        _ = relay.AcceptAsync();
        return relay;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient caller = await _listener.AcceptTcpClientAsync(_stop.Token);
                TcpClient server = new();
                await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
                _ = PassAsync(caller, server, late: false);
                _ = PassAsync(server, caller, late: true);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task PassAsync(TcpClient from, TcpClient to, bool late)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            int length;
            while ((length = await from.GetStream().ReadAsync(buffer, _stop.Token)) > 0)
            {
                if (late)
                {
                    await Task.Delay(Delay, _stop.Token);
                }

                await to.GetStream().WriteAsync(buffer.AsMemory(0, length), _stop.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // One side is gone; the other follows.
        }

        from.Dispose();
        to.Dispose();
    }
}
