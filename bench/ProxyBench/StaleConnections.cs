using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Epistula.Signing;

namespace ProxyBench;

/// <summary>
/// POSTs that arrive at the moment at which a uvicorn-like backend closes its idle connections: how many are lost, and
/// whether any is delivered twice.
/// </summary>
internal static class StaleConnections
{
    private const int BackendPort = 18220;
    private const int OurPort = 18221;

    public static async Task<int> RunAsync(string[] arguments)
    {
        double keepAlive = Options.Number(arguments, "--keep-alive", 2);
        int posts = Options.Number(arguments, "--posts", 1000);
        int lanes = Options.Number(arguments, "--lanes", 50);
        ConcurrentDictionary<string, int> delivered = new();
        using TcpListener listener = new(IPAddress.Loopback, BackendPort);
        listener.Start(512);
        _ = AcceptAsync(listener, TimeSpan.FromSeconds(keepAlive), delivered);
        using ProxyUnderTest ours = await ProxyUnderTest.StartAsync(OurPort, $"http://127.0.0.1:{BackendPort}");
        EpistulaSigner signer = new(ours.Validator, TimeProvider.System);
        ConcurrentDictionary<string, int> answers = new();
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(async lane =>
        {
            for (int i = 0; i < posts / lanes; i++)
            {
                string answer = await PostAsync(signer, $"{lane}-{i}");
                answers.AddOrUpdate(answer, 1, (_, count) => count + 1);

                // One and a half milliseconds around the moment of closing, as the next job may come.
                double offset = ((i % 7) - 3) * 0.0005;
                long until = Stopwatch.GetTimestamp() + (long)((keepAlive + offset) * Stopwatch.Frequency);
                while (Stopwatch.GetTimestamp() < until)
                {
                    await Task.Delay(until - Stopwatch.GetTimestamp() > Stopwatch.Frequency / 100 ? 5 : 0);
                }
            }
        }));

        int twice = delivered.Values.Count(count => count > 1);
        Console.WriteLine($"keep-alive {keepAlive} s, {posts} POSTs on {lanes} lanes: {string.Join(", ", answers.Select(answer => $"{answer.Key} x{answer.Value}"))}; delivered {delivered.Count}, twice {twice}");
        return answers.Keys.All(answer => answer.Contains("200")) && twice == 0 ? 0 : 1;
    }

    private static async Task<string> PostAsync(EpistulaSigner signer, string job)
    {
        byte[] body = Encoding.ASCII.GetBytes(job);
        using TcpClient client = new();
        await client.ConnectAsync("127.0.0.1", OurPort);
        await using NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(SignedRequests.Head(signer, SHA256.HashData(body), body.Length)));
        await stream.WriteAsync(body);
        using StreamReader reader = new(stream);
        return await reader.ReadLineAsync() ?? "closed";
    }

    private static async Task AcceptAsync(TcpListener listener, TimeSpan keepAlive, ConcurrentDictionary<string, int> delivered)
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await listener.AcceptTcpClientAsync();
            }
            catch (SocketException)
            {
                return;
            }

            _ = ServeAsync(client, keepAlive, delivered);
        }
    }

    private static async Task ServeAsync(TcpClient client, TimeSpan keepAlive, ConcurrentDictionary<string, int> delivered)
    {
        using (client)
        {
            NetworkStream stream = client.GetStream();
            byte[] buffer = new byte[8192];
            try
            {
                while (true)
                {
                    using CancellationTokenSource idle = new(keepAlive);
                    int length = 0;
                    int bodyStart;
                    while ((bodyStart = BodyStart(buffer.AsSpan(0, length))) < 0)
                    {
                        int read = await stream.ReadAsync(buffer.AsMemory(length), idle.Token);
                        if (read == 0)
                        {
                            return;
                        }

                        length += read;
                    }

                    int bodyLength = ContentLength(Encoding.ASCII.GetString(buffer, 0, bodyStart));
                    while (length < bodyStart + bodyLength)
                    {
                        length += await stream.ReadAsync(buffer.AsMemory(length));
                    }

                    delivered.AddOrUpdate(Encoding.ASCII.GetString(buffer, bodyStart, bodyLength), 1, (_, count) => count + 1);
                    await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray());
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException)
            {
                // Idle for too long, or the other side is gone: closed either way.
            }
        }
    }

    private static int BodyStart(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf("\r\n\r\n"u8);
        return end < 0 ? -1 : end + 4;
    }

    private static int ContentLength(string head)
    {
        const string Name = "content-length: ";
        int start = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase) + Name.Length;
        return int.Parse(head[start..head.IndexOf("\r\n", start, StringComparison.Ordinal)]);
    }
}
