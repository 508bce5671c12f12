using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace ProxyBench.Soak;

/// <summary>A GPU server on raw sockets whose mood changes every few seconds: what it takes it does, and it calls back when it is done.</summary>
internal sealed class ChaosBackend(string name, int port, Ledger ledger, int seed) : IDisposable
{
    private static readonly Mood[] Moods =
        [Mood.Well, Mood.Well, Mood.Well, Mood.Well, Mood.Resets, Mood.Resets, Mood.Errors, Mood.Loading, Mood.Slow, Mood.Frozen, Mood.Garbage, Mood.Away, Mood.Away];

    private readonly Random _random = new(seed);
    private readonly ConcurrentDictionary<string, bool> _known = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionIdleTimeout = TimeSpan.Zero });
    private volatile Mood _mood;

    public string Url => $"http://127.0.0.1:{port}";

    public ConcurrentDictionary<Mood, int> Seen { get; } = new();

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            _mood = Moods[Draw(Moods.Length)];
            Seen.AddOrUpdate(_mood, 1, (_, count) => count + 1);
            using CancellationTokenSource change = CancellationTokenSource.CreateLinkedTokenSource(stop);
            change.CancelAfter(500 + Draw(3_000));
            if (_mood is Mood.Away)
            {
                await Task.Delay(Timeout.Infinite, change.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            else
            {
                await ListenAsync(change.Token);
            }
        }
    }

    public void Dispose() => _client.Dispose();

    private int Draw(int below)
    {
        lock (_random)
        {
            return _random.Next(below);
        }
    }

    private async Task ListenAsync(CancellationToken change)
    {
        using TcpListener listener = new(IPAddress.Loopback, port);
        listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Start(512);
        try
        {
            while (true)
            {
                Socket socket = await listener.AcceptSocketAsync(change);
                _ = ServeAsync(socket);
            }
        }
        catch (OperationCanceledException)
        {
            // Another mood.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await using NetworkStream stream = new(socket);
                int phase = _mood is Mood.Resets ? Draw(5) : 5;
                if (phase == 0)
                {
                    Reset(socket);
                    return;
                }

                (string head, byte[] body) = await ReadAsync(stream, phase == 1);
                if (phase == 1)
                {
                    Reset(socket);
                    return;
                }

                await AnswerAsync(socket, stream, head, body, phase);
            }
            catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
            {
                // The proxy hung up, or was killed.
            }
        }
    }

    private async Task AnswerAsync(Socket socket, NetworkStream stream, string head, byte[] body, int phase)
    {
        Mood mood = _mood;
        if (head.StartsWith("GET /health", StringComparison.Ordinal))
        {
            await (mood is Mood.Frozen ? Task.Delay(3_000) : WriteAsync(stream, 200, mood is Mood.Loading ? """{"state":"loading"}""" : """{"state":"ready"}"""));
            return;
        }

        if (head.StartsWith("GET ", StringComparison.Ordinal))
        {
            await WriteAsync(stream, 200, $$"""{"by":"{{name}}"}""");
            return;
        }

        using JsonDocument json = JsonDocument.Parse(body);
        string job = json.RootElement.GetProperty("job_id").GetString()!;
        JobFate? fate = ledger.Find(job);
        fate?.Arrive();
        if (mood is Mood.Errors or Mood.Loading)
        {
            await WriteAsync(stream, 503, """{"detail":"busy"}""");
            return;
        }

        if (phase == 2)
        {
            // Read and not taken: as a process that dies at once.
            Reset(socket);
            return;
        }

        if (mood is Mood.Frozen)
        {
            await Task.Delay(7_000);
            return;
        }

        if (_known.TryAdd(job, true))
        {
            fate?.Run();
            _ = FinishAsync(fate!, json.RootElement.GetProperty("callback_url").GetString()!);
        }

        await Task.Delay(mood is Mood.Slow ? 200 + Draw(1_500) : Draw(30));
        if (phase == 3)
        {
            Reset(socket);
            return;
        }

        string answer = mood is Mood.Garbage ? "\0\u0001 nothing like HTTP\r\n\r\n" : $$"""HTTP/1.1 202 Accepted{{"\r\n"}}Content-Length: {{name.Length + 9}}{{"\r\n\r\n"}}{"by":"{{name}}"}""";
        if (phase == 4)
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(answer[..^5]));
            Reset(socket);
            return;
        }

        foreach (char[] piece in mood is Mood.Slow ? answer.Chunk(10) : [answer.ToCharArray()])
        {
            // A slow trickle, too.
            await stream.WriteAsync(Encoding.Latin1.GetBytes(piece));
            await Task.Delay(mood is Mood.Slow ? 20 : 0);
        }
    }

    /// <summary>The work, and then what GPU servers do: they post the result. They try a few times, as a careful one does.</summary>
    private async Task FinishAsync(JobFate fate, string url)
    {
        await Task.Delay(50 + Draw(500));
        for (int i = 0; i < 5; i++)
        {
            try
            {
                using HttpRequestMessage request = new(HttpMethod.Post, url) { Content = new ByteArrayContent(Encoding.ASCII.GetBytes("result of " + fate.Job)) };
                request.Headers.Add("X-Callback-Secret", "secret of " + fate.Job);
                using HttpResponseMessage response = await _client.SendAsync(request);
                if (response.IsSuccessStatusCode)
                {
                    fate.ResultTaken = true;
                    return;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                // The proxy was killed.
            }

            await Task.Delay(1_000);
        }
    }

    private static void Reset(Socket socket)
    {
        socket.LingerState = new(enable: true, seconds: 0);
        socket.Close();
    }

    private static Task WriteAsync(NetworkStream stream, int status, string json) =>
        stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} Status\r\nContent-Length: {json.Length}\r\nContent-Type: application/json\r\n\r\n{json}")).AsTask();

    private static async Task<(string Head, byte[] Body)> ReadAsync(NetworkStream stream, bool headOnly)
    {
        byte[] buffer = new byte[16 * 1024];
        int length = 0;
        while (true)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(length));
            length += read;
            int end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (read == 0)
            {
                throw new IOException("closed");
            }

            if (end < 0)
            {
                continue;
            }

            string head = Encoding.Latin1.GetString(buffer, 0, end);
            string? declared = head.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))?[15..];
            int bodyLength = int.Parse(declared ?? "0");
            if (headOnly)
            {
                return (head, []);
            }

            while (length < end + 4 + bodyLength)
            {
                int more = await stream.ReadAsync(buffer.AsMemory(length));
                length += more > 0 ? more : throw new IOException("closed");
            }

            return (head, buffer[(end + 4)..(end + 4 + bodyLength)]);
        }
    }
}
