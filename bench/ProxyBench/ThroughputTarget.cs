using System.Globalization;

namespace ProxyBench;

/// <summary>A program that forwards, and what was measured of it.</summary>
/// <param name="name">Its name in the table.</param>
/// <param name="port">Where it listens.</param>
/// <param name="server">Its process.</param>
/// <param name="takesTwice">Whether it takes a signed request twice: whoever does not would be measured by how many were prepared.</param>
internal sealed class ThroughputTarget(string name, int port, ServerProcess server, bool takesTwice)
{
    private const int Threads = 2;

    private readonly List<Measurement> _rounds = [];

    public string Name => name;

    /// <summary>Answers that were not 2xx, and requests without an answer.</summary>
    public int Bad => _rounds.Sum(round => round.Bad);

    public async Task MeasureAsync(string directory, int seconds, int connections, bool keep)
    {
        TimeSpan before = server.Cpu;
        using Wrk wrk = Wrk.Start(port, "wrk.lua", ["-t", $"{Threads}", "-c", $"{connections}", "-d", $"{seconds}s", "--timeout", "30s"], directory, $"{Threads}", takesTwice ? "again" : "once");
        double[] result = await wrk.ResultAsync();
        TimeSpan cpu = server.Cpu - before;
        if (!keep)
        {
            return;
        }

        if (result[5] > 0)
        {
            throw new InvalidOperationException($"{name} was through with all prepared requests before the time was up: prepare more");
        }

        _rounds.Add(new(result[0] / (result[1] / 1e6), cpu.TotalMicroseconds / result[0], result[2] / 1000, result[3] / 1000, (int)result[4]));
    }

    /// <summary>A line of the table; ratios are medians over the rounds' pairs.</summary>
    public string Row(ThroughputTarget floor) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {Middle(round => round.PerSecond):0} | {Middle(round => round.CpuMicroseconds):0.0} | {Middle(round => round.P50):0.00} | {Middle(round => round.P99):0.00} | {Bad} | {Ratio(floor, round => round.PerSecond):0.00}x | {Ratio(floor, round => round.CpuMicroseconds):0.00}x |");

    /// <summary>Requests per second of this / of <paramref name="other"/>.</summary>
    public double RequestsRatio(ThroughputTarget other) => Ratio(other, round => round.PerSecond);

    private double Middle(Func<Measurement, double> figure) => Figures.Median(_rounds.Select(figure));

    private double Ratio(ThroughputTarget other, Func<Measurement, double> figure) => Figures.PairedRatio(_rounds.Select(figure), other._rounds.Select(figure));

    private readonly record struct Measurement(double PerSecond, double CpuMicroseconds, double P50, double P99, int Bad);
}
