using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ReverseProxy.Tests.Support;

/// <summary>
/// A backend on raw sockets: it records what it saw and answers with exactly the bytes that its script writes, however
/// wrong they are.
/// </summary>
public sealed class StubBackend : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<SeenRequest, StubConnection, Task> _answer;
    private readonly TimeSpan? _keepAlive;
    private readonly Task _accepting;

    private StubBackend(Func<SeenRequest, StubConnection, Task> answer, int port, TimeSpan? keepAlive)
    {
        _answer = answer;
        _keepAlive = keepAlive;
        _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        _listener.Listen(1024);
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public string Url => $"http://127.0.0.1:{Port}";

    public ConcurrentQueue<SeenRequest> Seen { get; } = new();

    public int Connections { get; private set; }

    /// <summary>A backend that answers as the script says.</summary>
    /// <param name="answer">Writes the answer to a request.</param>
    /// <param name="port">Where it listens; 0 takes any free port.</param>
    /// <param name="keepAlive">How long a connection is kept after an answer; null keeps it until the other side closes.</param>
    public static StubBackend Start(Func<SeenRequest, StubConnection, Task> answer, int port = 0, TimeSpan? keepAlive = null) => new(answer, port, keepAlive);

    /// <summary>A backend that answers 200 with <c>{"ok":true}</c>.</summary>
    public static StubBackend StartOk() => Start((_, connection) => connection.WriteJsonAsync("""{"ok":true}"""));

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
                Socket socket = await _listener.AcceptAsync(_stop.Token);
                _ = ServeAsync(socket, ++Connections);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(Socket socket, int number)
    {
        socket.NoDelay = true;
        await using NetworkStream stream = new(socket, ownsSocket: true);
        HttpWire wire = new(stream);
        StubConnection connection = new(socket, stream, _stop.Token);
        bool answered = false;
        try
        {
            while (!connection.Closed)
            {
                using CancellationTokenSource idle = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
                if (answered && _keepAlive is { } keepAlive)
                {
                    idle.CancelAfter(keepAlive);
                }

                if (await wire.ReadHeadAsync(idle.Token) is not { } head)
                {
                    return;
                }

                (byte[] body, _) = await wire.ReadBodyAsync(head, toEndOfStream: false, _stop.Token);
                SeenRequest request = new(head, body, number);
                Seen.Enqueue(request);
                await _answer(request, connection);
                answered = true;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The other side went away, or the test is over, or the connection was idle for too long.
        }
    }
}
