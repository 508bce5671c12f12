using System.Net.Sockets;
using System.Text;

namespace ReverseProxy.Tests.Support;

/// <summary>The backend's end of a connection, for its script.</summary>
public sealed class StubConnection(Socket socket, Stream stream, CancellationToken stop)
{
    public bool Closed { get; private set; }

    public CancellationToken Stop => stop;

    public Task WriteAsync(string latin1) => WriteAsync(Encoding.Latin1.GetBytes(latin1));

    public Task WriteAsync(byte[] bytes) => stream.WriteAsync(bytes, stop).AsTask();

    public Task WriteJsonAsync(string json, int status = 200, string headers = "") =>
        WriteAsync($"HTTP/1.1 {status} Status\r\nContent-Type: application/json\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}");

    /// <summary>Closes in good order.</summary>
    public void Close()
    {
        Closed = true;
        socket.Shutdown(SocketShutdown.Both);
        socket.Close();
    }

    /// <summary>Closes with a reset.</summary>
    public void Reset()
    {
        Closed = true;
        socket.LingerState = new(enable: true, seconds: 0);
        socket.Close();
    }

    /// <summary>Waits until the other side closes.</summary>
    public async Task WaitForCloseAsync()
    {
        byte[] scratch = new byte[1];
        try
        {
            _ = await stream.ReadAsync(scratch, stop);
        }
        catch (IOException)
        {
            // A reset is a close too.
        }

        Closed = true;
    }
}
