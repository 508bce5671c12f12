using System.Diagnostics.Metrics;

namespace ReverseProxy.Telemetry;

/// <summary>
/// Requests by verdict, each from zero on: a series that only comes into being with its first count looks to Prometheus as
/// if it had always been one, so that the first lost job of a month would raise no alarm.
/// </summary>
internal sealed class VerdictCounts(VerdictKind kind)
{
    private readonly (string Code, KeyValuePair<string, object?> Label)[] _verdicts =
        [.. Verdicts.All.Append(Verdicts.Other).Where(verdict => verdict.Kind == kind).Select(verdict => (verdict.Code, new KeyValuePair<string, object?>("verdict", verdict.Code)))];

    private readonly long[] _counts = new long[Verdicts.All.Count + 1];

    public void Count(string code)
    {
        int index = Array.FindIndex(_verdicts, verdict => verdict.Code == code);
        if (index >= 0)
        {
            _ = Interlocked.Increment(ref _counts[index]);
        }
    }

    public IEnumerable<Measurement<long>> Measure() => _verdicts.Select((verdict, index) => new Measurement<long>(Interlocked.Read(ref _counts[index]), verdict.Label));
}
