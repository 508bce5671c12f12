using System.Globalization;
using System.Net;
using Epistula.Signing;

namespace ProxyBench;

/// <summary>A server under one kind of flood, and what was measured of it.</summary>
internal sealed class FloodTarget(string name, int port, ServerProcess server, FloodKind kind, EpistulaSigner validator, string expected)
{
    private const int Prepared = 5_000;

    private readonly List<(double PerSecond, double CpuMicroseconds)> _rounds = [];
    private readonly List<double> _latencies = [];
    private int _asked;
    private int _refused;
    private int _lost;

    public string Name => name;

    /// <summary>Whether the validator was served throughout.</summary>
    public bool IsGood => _refused == 0;

    public async Task MeasureAsync(int seconds, int connections, bool keep)
    {
        if (name.StartsWith("ours", StringComparison.Ordinal))
        {
            string status = await Knocker.SendAsync(port, kind.One(), IPAddress.Loopback);
            if (!kind.Status.Contains(int.Parse(status, CultureInfo.InvariantCulture)))
            {
                throw new InvalidOperationException($"{kind.Name}: ours answered {status}");
            }
        }

        string directory = Directory.CreateTempSubdirectory("proxy-bench-flood-").FullName;
        kind.Write(directory, Prepared);
        using CancellationTokenSource stop = new();
        Knocker knocker = new(validator, port);
        TimeSpan before = server.Cpu;
        using Wrk wrk = Wrk.Start(port, "flood.lua", ["-t", "1", "-c", $"{connections}", "-d", $"{seconds}s"], directory);

        // wrk reads its requests first; the validator comes when the flood is there.
        await Task.Delay(500);
        Task knocking = knocker.RunAsync(stop.Token);
        double[] result = await wrk.ResultAsync();
        TimeSpan cpu = server.Cpu - before;
        await stop.CancelAsync();
        await knocking;
        Directory.Delete(directory, recursive: true);
        if (!keep)
        {
            return;
        }

        _rounds.Add((result[0] / (result[1] / 1e6), cpu.TotalMicroseconds / result[0]));
        _lost += (int)result[3];
        _latencies.AddRange(knocker.Latencies);
        _asked += knocker.Latencies.Count;
        _refused += knocker.Answers.Where(answer => answer.Key != expected).Sum(answer => answer.Value);
    }

    /// <summary>A line of the table; ratios are medians over the rounds' pairs.</summary>
    public string Row(FloodTarget floor) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {Figures.Median(_rounds.Select(round => round.PerSecond)):0} | {Ratio(floor, round => round.PerSecond):0.00}x | {Figures.Median(_rounds.Select(round => round.CpuMicroseconds)):0.0} | {Ratio(floor, round => round.CpuMicroseconds):0.00}x | {Percentile(0.5):0.0} | {Percentile(0.99):0.0} | {_latencies.Max():0.0} | {_asked} | {_refused} | {_lost} |");

    /// <summary>Refusals per second of this / of <paramref name="floor"/>.</summary>
    public double RefusalsRatio(FloodTarget floor) => Ratio(floor, round => round.PerSecond);

    private double Ratio(FloodTarget floor, Func<(double PerSecond, double CpuMicroseconds), double> figure) =>
        Figures.PairedRatio(_rounds.Select(figure), floor._rounds.Select(figure));

    private double Percentile(double share)
    {
        double[] sorted = [.. _latencies.Order()];
        return sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(share * sorted.Length) - 1)];
    }
}
