using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace ProxyBench;

/// <summary>
/// How long the two forms of the program take from being started to their first 200 and to the end of a short command,
/// and what memory they need; in turn, so that both meet the same machine.
/// </summary>
internal static class StartUp
{
    private static readonly int Port = FreePort.Next();

    private const string Sender = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

    /// <summary>What both are compared with: a process that answers 401 to everything.</summary>
    private const string Floor = "bare Kestrel";

    private static readonly string Root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", ".."));

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (!File.Exists(Native(arguments)))
        {
            await Console.Error.WriteLineAsync($"{Native(arguments)} is missing: make native");
            return 2;
        }

        await MeasureAsync(arguments);
        return 0;
    }

    /// <summary>Measures both forms, prints the table, and returns the ratios; none where the native one is missing.</summary>
    public static async Task<IReadOnlyList<Ratio>> MeasureAsync(string[] arguments)
    {
        int rounds = Options.Number(arguments, "--rounds", 15);
        int files = Options.Number(arguments, "--files", 0);
        string native = Native(arguments);
        if (!File.Exists(native))
        {
            await Console.Error.WriteLineAsync($"{native} is missing (make native), so its start is not measured");
            return [];
        }

        (string Name, string[] Command)[] forms =
        [
            ("tool", ["dotnet", Path.Combine(Root, "bin", "ReverseProxy", "release", "reverse-proxy.dll")]),
            ("native", [native]),
        ];
        string[] kestrel = ["dotnet", Path.Combine(AppContext.BaseDirectory, "ProxyBench.dll"), "kestrel", $"{Port}"];
        string directory = Directory.CreateTempSubdirectory("proxy-bench-").FullName;
        for (int i = 0; i < files; i++)
        {
            await File.Create(Path.Combine(directory, $"{i}.txt")).DisposeAsync();
        }

        string configuration = Path.Combine(directory, "bench.json");
        await File.WriteAllTextAsync(configuration, JsonSerializer.Serialize(new
        {
            server = new { host = "127.0.0.1", port = Port, state_dir = Path.Combine(directory, "state") },
            auth = new { miner_hotkey = ProxyUnderTest.Miner, allowed_senders = new[] { Sender } },
        }));
        string[] headers = await SignedHeadersAsync(forms[0].Command);
        (string Name, string[] Arguments)[] commands =
        [
            ("`--help`", ["--help"]),
            ("`verify`, one signature", ["verify", "--for", ProxyUnderTest.Miner, "--allowed-delta-ms", "86400000", .. headers.SelectMany(line => new[] { "-H", line })]),
        ];
        Dictionary<string, List<double>> figures = [];
        for (int round = -1; round < rounds; round++)
        {
            NoteStart(round, Floor, await ServeAsync(kestrel, directory, "401"));
            foreach ((string name, string[] command) in forms)
            {
                NoteStart(round, name, await ServeAsync([.. command, "--config", configuration], directory, "200"));
                foreach ((string what, string[] rest) in commands)
                {
                    Note(round, $"{name}: {what}, ms", Run([.. command, .. rest], directory));
                }
            }
        }

        Directory.Delete(directory, recursive: true);
        Console.WriteLine($"### start, {rounds} rounds{(files > 0 ? $", {files} files in the working directory" : string.Empty)}");
        Console.WriteLine("| | median | least |\n|---|---|---|");
        foreach ((string name, List<double> values) in figures)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {Figures.Median(values):0.0} | {values.Min():0.0} |"));
        }

        Console.WriteLine();
        return [.. forms.SelectMany(form => new[] { "start to the first answer, ms", "resident memory then, MB" }.Select(what => new Ratio(
            $"{form.Name}: {what} / {Floor}",
            Figures.PairedRatio(figures[$"{form.Name}: {what}"], figures[$"{Floor}: {what}"]),
            HigherIsBetter: false)))];

        void NoteStart(int round, string name, (double Milliseconds, double Megabytes) start)
        {
            Note(round, $"{name}: start to the first answer, ms", start.Milliseconds);
            Note(round, $"{name}: resident memory then, MB", start.Megabytes);
        }

        void Note(int round, string name, double value)
        {
            if (round >= 0)
            {
                figures.TryAdd(name, []);
                figures[name].Add(value);
            }
        }
    }

    private static string Native(string[] arguments) => Options.Text(arguments, "--native") ?? Path.Combine(Root, "native", "reverse-proxy");

    private static async Task<string[]> SignedHeadersAsync(string[] command)
    {
        using Process process = Start([.. command, "sign", "--for", ProxyUnderTest.Miner, "--dev-key", "//Alice"], Environment.CurrentDirectory);
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static async Task<(double Milliseconds, double Megabytes)> ServeAsync(string[] command, string directory, string status)
    {
        long started = Stopwatch.GetTimestamp();
        using Process process = Start(command, directory);
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        while (!await AnswersAsync(status))
        {
            await Task.Delay(1);
        }

        double milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        double megabytes = long.Parse(
            File.ReadLines($"/proc/{process.Id}/status").Single(line => line.StartsWith("VmRSS", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture) / 1024.0;
        process.Kill();
        await process.WaitForExitAsync();
        return (milliseconds, megabytes);
    }

    private static async Task<bool> AnswersAsync(string status)
    {
        try
        {
            using TcpClient client = new();
            await client.ConnectAsync("127.0.0.1", Port);
            NetworkStream stream = client.GetStream();
            await stream.WriteAsync("GET / HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n"u8.ToArray());
            using StreamReader reader = new(stream, Encoding.ASCII);
            return (await reader.ReadLineAsync())?.Contains($" {status} ", StringComparison.Ordinal) ?? false;
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
    }

    private static double Run(string[] command, string directory)
    {
        long started = Stopwatch.GetTimestamp();
        using Process process = Start(command, directory);
        _ = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        return process.ExitCode == 0 ? milliseconds : throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}");
    }

    private static Process Start(string[] command, string directory) => Process.Start(
        new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, UseShellExecute = false, WorkingDirectory = directory })!;
}
