using System.Net;
using System.Net.Sockets;
using ReverseProxy.Backends;

namespace ReverseProxy.Forwarding;

/// <summary>One try to send a request to one server, and what is certain about how far it got.</summary>
internal sealed class Attempt(BackendServer server)
{
    /// <summary>Under this key it travels with the request down to the opening of a connection.</summary>
    public static readonly HttpRequestOptionsKey<Attempt> Key = new("attempt");

    /// <summary>A write of this length into an empty buffer is taken whole or not at all, in bytes.</summary>
    public const int TakenWhole = 4096;

    private static readonly AsyncLocal<Attempt?> Underway = new();

    private int _connections;

    /// <summary>The try that is being made: a connection that has served another before learns from it whose bytes it is given.</summary>
    public static Attempt? Current
    {
        get => Underway.Value;
        set => Underway.Value = value;
    }

    public BackendServer Server => server;

    /// <summary>The connection's socket, once there is one.</summary>
    public Socket? Socket { get; set; }

    /// <summary>When the answer had been passed on, or the try had failed; 0 before.</summary>
    public long EndedAt { get; set; }

    /// <summary>Whether a byte of the request may have reached the server. While it is false the request is nobody's yet.</summary>
    public bool Sent { get; set; }

    /// <summary>Whether nothing listens at the server.</summary>
    public bool Refused { get; set; }

    /// <summary>Whether the server has said that it took the request.</summary>
    public bool Acknowledged { get; set; }

    /// <summary>
    /// Whether it may open a connection: once, and not when a byte was sent on a connection that had been used before. HTTP clients
    /// like to try a second time of themselves.
    /// </summary>
    public bool MayConnect() => !Sent && Interlocked.Increment(ref _connections) == 1;

    /// <summary>Opens a connection to the server, and notes it where nothing listens there.</summary>
    /// <exception cref="SocketException">It cannot be opened.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public async ValueTask<Socket> ConnectAsync(DnsEndPoint endPoint, CancellationToken cancellationToken)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            return socket;
        }
        catch (Exception exception)
        {
            socket.Dispose();
            Refused = exception is SocketException { SocketErrorCode: SocketError.ConnectionRefused };
            throw;
        }
    }
}
