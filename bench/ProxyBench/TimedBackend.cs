using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ProxyBench;

/// <summary>A backend that acknowledges jobs at once and times itself. What the program's watch asks of it meanwhile does not count.</summary>
internal sealed class TimedBackend : IDisposable
{
    private readonly TcpListener _listener;

    public TimedBackend(int port)
    {
        _listener = new(IPAddress.Loopback, port);
        _listener.Start(512);
        _ = AcceptAsync();
    }

    /// <summary>What it took for the last job, from its first byte to its answer.</summary>
    public double Milliseconds { get; private set; }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        while (true)
        {
            _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                byte[] buffer = new byte[16 * 1024];
                int length = 0;
                long started = 0;
                bool asks = false;
                while (length == 0 || (asks ? !Encoding.ASCII.GetString(buffer, 0, length).EndsWith("\r\n\r\n", StringComparison.Ordinal) : buffer[length - 1] != '}'))
                {
                    int read = await stream.ReadAsync(buffer.AsMemory(length));
                    started = started == 0 ? Stopwatch.GetTimestamp() : started;
                    length += read;
                    asks = buffer[0] == 'G';
                    if (read == 0)
                    {
                        return;
                    }
                }

                await stream.WriteAsync("HTTP/1.1 202 Accepted\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray());
                Milliseconds = asks ? Milliseconds : Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            }
            catch (IOException)
            {
                // The program went away.
            }
        }
    }
}
