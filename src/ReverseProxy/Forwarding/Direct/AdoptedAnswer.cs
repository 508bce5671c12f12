using System.Net.Sockets;

namespace ReverseProxy.Forwarding.Direct;

/// <summary>
/// A connection on which the request has been sent and the answer has begun, as the HTTP client gets it: what the client writes
/// is dropped, since the backend has it; what it reads begins with what was read before.
/// </summary>
internal sealed class AdoptedAnswer(Socket socket, ReadOnlyMemory<byte> beginning) : TwoWayStream
{
    private ReadOnlyMemory<byte> _left = beginning;
    private int _taken;

    /// <summary>Gives the connection away, once: the request must not be sent a second time.</summary>
    public Stream Take() => Interlocked.Exchange(ref _taken, 1) == 0 ? this : throw new IOException("the backend closed the connection without an answer");

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left.IsEmpty)
        {
            try
            {
                return await socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);
            }
            catch (SocketException exception)
            {
                throw new IOException(exception.Message, exception);
            }
        }

        int count = Math.Min(buffer.Length, _left.Length);
        _left[..count].CopyTo(buffer);
        _left = _left[count..];
        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => default;

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            socket.Dispose();
        }

        base.Dispose(disposing);
    }
}
