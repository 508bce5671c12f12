using System.Diagnostics;

namespace Benchmarks.Verification;

/// <summary>One way to verify, and how long it took in each round.</summary>
internal sealed class Contender(string name, Func<double> measure)
{
    internal string Name => name;

    /// <summary>Microseconds per verification, one for each round.</summary>
    internal List<double> Times { get; } = [];

    internal void Measure()
    {
        // On a busy machine whoever has just slept is not interrupted at once, and nobody pays for the one before.
        Thread.Sleep(1);
        Times.Add(measure());
    }

    /// <summary>Runs until the code is compiled for good.</summary>
    internal void WarmUp(TimeSpan time)
    {
        long started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < time)
        {
            measure();
        }
    }

    /// <summary>Our time / another's: the median over the rounds' pairs.</summary>
    internal double RatioTo(Contender other) => Median([.. Times.Zip(other.Times, (own, others) => own / others)]);

    internal static double Median(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
