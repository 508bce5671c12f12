using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ReverseProxy.Tests.Support;

/// <summary>A backend that resets connections at a chosen phase, and counts every job of which it has seen as much as the head.</summary>
internal sealed class FaultyBackend : IAsyncDisposable
{
    /// <summary>How much of a body it reads before it breaks off in the middle of it, in bytes.</summary>
    public const int InBodyLength = 100_000;

    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<int, FaultPhase> _phase;
    private readonly bool _close;
    private readonly Task _accepting;
    private int _connections;

    private FaultyBackend(Func<int, FaultPhase> phase, bool close, int port)
    {
        _phase = phase;
        _close = close;
        _listener = new(IPAddress.Loopback, port);
        _listener.Start(512);
        _accepting = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Jobs by their X-Job header, and how often each arrived.</summary>
    public ConcurrentDictionary<string, int> Arrived { get; } = new();

    /// <summary>A backend whose n-th connection breaks at a phase.</summary>
    /// <param name="phase">The phase by the connection's number, counted from 0.</param>
    /// <param name="close">Whether it closes in good order instead of resetting.</param>
    /// <param name="port">Where it listens; 0 takes any free port.</param>
    public static FaultyBackend Start(Func<int, FaultPhase> phase, bool close = false, int port = 0) => new(phase, close, port);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
                _ = ServeAsync(socket, _phase(Interlocked.Increment(ref _connections) - 1));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(Socket socket, FaultPhase phase)
    {
        await using NetworkStream stream = new(socket, ownsSocket: true);
        HttpWire wire = new(stream);
        try
        {
            if (phase is FaultPhase.AfterAccept)
            {
                Break(socket);
                return;
            }

            if (await wire.ReadHeadAsync(_stop.Token) is not { } head)
            {
                return;
            }

            Arrived.AddOrUpdate(head.Header("X-Job") ?? string.Empty, 1, (_, count) => count + 1);
            if (phase is FaultPhase.AfterHead)
            {
                Break(socket);
                return;
            }

            if (phase is FaultPhase.InBody)
            {
                _ = await stream.ReadAtLeastAsync(new byte[InBodyLength], InBodyLength, throwOnEndOfStream: false, _stop.Token);
                Break(socket);
                return;
            }

            await wire.ReadBodyAsync(head, toEndOfStream: false, _stop.Token);
            if (phase is FaultPhase.AfterBody)
            {
                Break(socket);
                return;
            }

            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                phase switch
                {
                    FaultPhase.InAnswerHead => "HTTP/1.1 202 Accepted\r\nContent-Le",
                    FaultPhase.InAnswer => "HTTP/1.1 202 Accepted\r\nContent-Length: 20\r\n\r\n{\"job_id\":",
                    _ => "HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\n{}",
                }));
            if (phase is FaultPhase.InAnswerHead or FaultPhase.InAnswer)
            {
                Break(socket);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The other side went away, or the test is over.
        }
    }

    private void Break(Socket socket)
    {
        if (!_close)
        {
            socket.LingerState = new(enable: true, seconds: 0);
        }

        socket.Close();
    }
}
