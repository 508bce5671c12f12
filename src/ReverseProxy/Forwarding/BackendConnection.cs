using System.Diagnostics;
using System.Net.Sockets;

namespace ReverseProxy.Forwarding;

/// <summary>
/// A connection to a backend that knows whether a byte of the request can have arrived, and on which a failed write is no
/// error. A backend may answer in full and close before it has read the whole body; the HTTP client would report the
/// broken write and never look at the answer. Here it goes on to read, and finds the answer or the end. And a connection that
/// was idle for too long is at its end, whatever the backend has done: none is used at the moment at which the backend closes it
/// (docs/decisions/0004).
/// </summary>
internal sealed class BackendConnection(Stream inner, Socket? socket, TimeSpan idle) : TwoWayStream
{
    private Attempt? _attempt;
    private bool _deaf;
    private bool _over;

    /// <summary>Opens a connection; for <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public static async ValueTask<Stream> OpenAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        if (!context.InitialRequestMessage.Options.TryGetValue(Attempt.Key, out Attempt? attempt) || !attempt.MayConnect())
        {
            // The client would send the request a second time of itself, as it does with those that have no body.
            throw new IOException("the backend closed the connection without an answer");
        }

        attempt.Socket = await attempt.ConnectAsync(context.DnsEndPoint, cancellationToken);
        return new NetworkStream(attempt.Socket, ownsSocket: true);
    }

    /// <summary>Wraps what the request is written to, behind TLS where there is TLS; for <see cref="SocketsHttpHandler.PlaintextStreamFilter"/>.</summary>
    /// <param name="context">What was opened, and for which request.</param>
    /// <param name="idle">How long it may be idle before another request.</param>
    public static ValueTask<Stream> Wrap(SocketsHttpPlaintextStreamFilterContext context, TimeSpan idle) =>
        context.InitialRequestMessage.Options.TryGetValue(Attempt.Key, out Attempt? attempt)
            ? new(new BackendConnection(context.PlaintextStream, attempt.Socket, idle))
            : throw new InvalidOperationException("a request to a backend carries its attempt");

    // The client begins to read when it takes a connection out of its pool; one that is at its end it throws away.
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        IsOver() ? new(0) : inner.ReadAsync(buffer, cancellationToken);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // Whose bytes these are: the connection may have carried another request before.
        Attempt attempt = Attempt.Current ?? throw new InvalidOperationException("a request to a backend carries its attempt");
        bool first = attempt != _attempt;
        if (first && IsOver())
        {
            // The client began to read when it looked through its pool, before the connection was too old: it is to see the end.
            End(socket);
            _deaf = true;
        }
        else if (first && IsClosed(socket))
        {
            _deaf = true;
        }

        _attempt = attempt;

        if (_deaf)
        {
            return;
        }

        attempt.Sent = true;
        try
        {
            await inner.WriteAsync(buffer, cancellationToken);
        }
        catch (IOException)
        {
            _deaf = true;
            if (first && buffer.Length <= Attempt.TakenWhole)
            {
                attempt.Sent = false;
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Whether it has served a request, and has been idle for too long since.</summary>
    private bool IsOver() => _over |= _attempt is { EndedAt: not 0 } last && Stopwatch.GetElapsedTime(last.EndedAt) > idle;

    private static void End(Socket? socket)
    {
        try
        {
            socket?.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // It is at its end already.
        }
    }

    /// <summary>Whether the other side has closed or reset the connection already, with nothing to read before that.</summary>
    private static bool IsClosed(Socket? socket)
    {
        try
        {
            return socket is not null && socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
