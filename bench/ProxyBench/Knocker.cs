using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Epistula.Signing;

namespace ProxyBench;

/// <summary>
/// A validator who sends five signed requests a second while others flood, as the orchestrator does: a connection for
/// each. He comes from an address of his own.
/// </summary>
internal sealed class Knocker(EpistulaSigner signer, int port)
{
    private static readonly IPAddress From = IPAddress.Parse("127.0.0.2");

    private readonly byte[] _body = """{"prompt":"a red cube","job_id":"0"}"""u8.ToArray();

    /// <summary>From one request to the next.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>From before the connection to the whole answer, in milliseconds.</summary>
    public List<double> Latencies { get; } = [];

    /// <summary>Answers by their status line.</summary>
    public Dictionary<string, int> Answers { get; } = [];

    public async Task RunAsync(CancellationToken stop)
    {
        byte[] digest = SHA256.HashData(_body);
        while (!stop.IsCancellationRequested)
        {
            byte[] request = [.. Encoding.ASCII.GetBytes(SignedRequests.Head(signer, digest, _body.Length).Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")), .. _body];
            long started = Stopwatch.GetTimestamp();
            string answer = await SendAsync(port, request, From);
            TimeSpan taken = Stopwatch.GetElapsedTime(started);
            Latencies.Add(taken.TotalMilliseconds);
            Answers[answer] = Answers.GetValueOrDefault(answer) + 1;
            await Task.Delay(taken < Pause ? Pause - taken : TimeSpan.Zero, CancellationToken.None);
        }
    }

    /// <summary>Sends a request over a connection of its own and returns the status of the answer.</summary>
    public static async Task<string> SendAsync(int port, byte[] request, IPAddress from)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(from, 0));
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            await socket.SendAsync(request);
            byte[] buffer = new byte[4096];
            int length = 0;
            int read;
            while (length < buffer.Length && (read = await socket.ReceiveAsync(buffer.AsMemory(length))) > 0)
            {
                length += read;
                if (IsWhole(Encoding.ASCII.GetString(buffer, 0, length)))
                {
                    break;
                }
            }

            return length < 12 ? "closed" : Encoding.ASCII.GetString(buffer, 9, 3);
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode.ToString();
        }
    }

    private static bool IsWhole(string answer)
    {
        const string Name = "content-length: ";
        int head = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        int length = answer.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        return head > 0 && length > 0 && answer.Length >= head + 4 + int.Parse(answer[(length + Name.Length)..answer.IndexOf('\r', length)]);
    }
}
