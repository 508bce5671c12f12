using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Epistula.Signing;

namespace ProxyBench.Soak;

/// <summary>
/// Jobs for minutes, under backends of changing mood, callers who hang up, receivers that refuse, and a proxy that is
/// restarted and killed. In the end the ledger says what became of every job.
/// </summary>
internal sealed class SoakRun : IDisposable
{
    private const int FirstBackendPort = 18_240;
    private const int ReceiverPort = 18_239;

    private readonly Ledger _ledger = new();
    private readonly SoakProxy _proxy = new();
    private volatile int _kills;
    private int _restarts;

    public static async Task<int> RunAsync(string[] arguments)
    {
        int seconds = Options.Number(arguments, "--seconds", 600);
        using SoakRun run = new();
        return await run.RunAsync(TimeSpan.FromSeconds(seconds), Options.Number(arguments, "--lanes", 12), Options.Number(arguments, "--seed", 1));
    }

    public void Dispose() => _proxy.Dispose();

    private async Task<int> RunAsync(TimeSpan time, int lanes, int seed)
    {
        using CancellationTokenSource stop = new();
        using PythonBackend? python = PythonBackend.IsPossible ? new("gpu-2", FirstBackendPort + 2, _ledger, seed) : null;
        ChaosBackend[] backends = [.. Enumerable.Range(0, python is null ? 3 : 2).Select(i => new ChaosBackend($"gpu-{i}", FirstBackendPort + i, _ledger, seed + i))];
        Task[] running = [.. backends.Select(backend => backend.RunAsync(stop.Token)), python?.RunAsync(stop.Token) ?? Task.CompletedTask];
        await using ResultReceiver receiver = await ResultReceiver.StartAsync(ReceiverPort, _ledger);
        await _proxy.StartAsync([.. backends.Select(backend => backend.Url), .. python is null ? Array.Empty<string>() : [python.Url]]);
        Stopwatch watch = Stopwatch.StartNew();
        Task[] calling = [.. Enumerable.Range(0, lanes).Select(lane => CallAsync(lane, new Random((seed * 1000) + lane), watch, time))];
        await RestartAsync(new Random(seed), watch, time);
        await Task.WhenAll(calling);

        // What is owed is still to be delivered: results are refused now and then.
        for (int i = 0; i < 60 && _ledger.Fates.Any(fate => fate is { ResultTaken: true, Deliveries: 0 }); i++)
        {
            await Task.Delay(1_000);
        }

        // No place may be taken for ever: also those of jobs that were lost with their server fall free.
        (int Running, int Unfinished, int Waiting) busy = default;
        for (int i = 0; i < 30; i++)
        {
            busy = await _proxy.BusyAsync();
            if (busy == default)
            {
                break;
            }

            await Task.Delay(1_000);
        }

        await _proxy.TerminateAsync();
        await stop.CancelAsync();
        await Task.WhenAll(running);
        Console.WriteLine(python is null
            ? "no python3 here: all servers are of the script's own"
            : $"gpu-2 is a Python process: killed {python.Kills} times, ended {python.Ends}, frozen {python.Freezes}");
        Console.WriteLine($"after it all the program counts {busy.Running} jobs running, {busy.Unfinished} unfinished, {busy.Waiting} waiting");
        return Report(time, lanes, seed, backends, receiver) == 0 && busy == default ? 0 : 1;
    }

    private int Report(TimeSpan time, int lanes, int seed, ChaosBackend[] backends, ResultReceiver receiver)
    {
        string path = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "soak", "ledger.csv"));
        _ledger.Write(path);
        Console.WriteLine($"{time.TotalSeconds} s, {lanes} lanes, seed {seed}; 3 backends; the proxy was restarted {_restarts} times and killed {_kills} times");
        Console.WriteLine("moods: " + string.Join(", ", backends.SelectMany(backend => backend.Seen).GroupBy(mood => mood.Key).Select(mood => $"{mood.Key} {mood.Sum(one => one.Value)}")));
        Console.WriteLine();
        int faults = _ledger.Summarise(Console.Out) + receiver.Wrong;
        Console.WriteLine($"results that were not what the backend sent: {receiver.Wrong}");
        Console.WriteLine($"ledger: {path}; log: {_proxy.Log}");
        Array.ForEach(backends, backend => backend.Dispose());
        return faults == 0 ? 0 : 1;
    }

    /// <summary>A restart every ten to thirty seconds; every third one is a kill.</summary>
    private async Task RestartAsync(Random random, Stopwatch watch, TimeSpan time)
    {
        while (watch.Elapsed < time)
        {
            await Task.Delay(TimeSpan.FromSeconds(10 + random.Next(20)));
            if (watch.Elapsed >= time)
            {
                return;
            }

            if (random.Next(3) == 0)
            {
                _kills++;
                _ledger.Killed = true;
                await _proxy.KillAsync();
            }
            else
            {
                _restarts++;
                await _proxy.TerminateAsync();
            }

            await _proxy.StartAsync([]);
        }
    }

    private async Task CallAsync(int lane, Random random, Stopwatch watch, TimeSpan time)
    {
        EpistulaSigner signer = new(_proxy.Validator, TimeProvider.System);
        for (int i = 0; watch.Elapsed < time; i++)
        {
            bool idempotent = random.Next(3) == 0;
            JobFate fate = _ledger.Open($"{lane:00}-{i:00000}", idempotent);
            int kills = _kills;
            string body = $$"""{"job_id":"{{fate.Job}}","callback_url":"http://127.0.0.1:{{ReceiverPort}}/results/{{fate.Job}}","callback_secret":"secret of {{fate.Job}}"}""";
            (fate.Status, string answer) = await SendAsync(signer, "POST", idempotent ? "/edit" : "/inference", body, hangUp: random.Next(25) == 0);
            fate.Killed = kills != _kills;
            if (fate.Status == 202)
            {
                fate.Acknowledged = By(answer);
                if (random.Next(4) == 0)
                {
                    (int? status, string found) = await SendAsync(signer, "GET", $"/inference/status/{fate.Job}", string.Empty, hangUp: false);
                    fate.Found = status == 200 ? By(found) : null;
                }
            }

            await Task.Delay(random.Next(60));
        }
    }

    private static string? By(string answer)
    {
        using JsonDocument json = JsonDocument.Parse(answer);
        return json.RootElement.TryGetProperty("by", out JsonElement by) ? by.GetString() : null;
    }

    /// <summary>One request; the status is 0 where the connection broke, and null where we hung up.</summary>
    private async Task<(int? Status, string Body)> SendAsync(EpistulaSigner signer, string method, string path, string body, bool hangUp)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        try
        {
            using TcpClient client = new();
            await client.ConnectAsync("127.0.0.1", _proxy.Port);
            await using NetworkStream stream = client.GetStream();
            string head = SignedRequests.Head(signer, SHA256.HashData(bytes), bytes.Length, path).Replace("POST ", method + " ", StringComparison.Ordinal)
                .Replace("Host:", "Connection: close\r\nHost:", StringComparison.Ordinal);
            await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. bytes]);
            if (hangUp)
            {
                await Task.Delay(20);
                client.Client.LingerState = new(enable: true, seconds: 0);
                return (null, string.Empty);
            }

            using StreamReader reader = new(stream);
            string answer = await reader.ReadToEndAsync();
            int end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            return end < 0 ? (0, string.Empty) : (int.Parse(answer.Split(' ')[1], CultureInfo.InvariantCulture), answer[(end + 4)..]);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            return (0, string.Empty);
        }
    }
}
