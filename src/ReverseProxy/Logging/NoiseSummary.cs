using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ReverseProxy.Logging;

/// <summary>
/// Counts what scanners and strangers are refused for, and says it in one line a minute. The first few of each minute
/// are left to be logged one by one, so that a newcomer's first mistakes are seen as they happen.
/// </summary>
internal sealed class NoiseSummary(ILogger<NoiseSummary> logger, TimeProvider time) : BackgroundService
{
    private const int LoggedPerMinute = 10;
    private const int KindsKept = 64;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(int Status, string Verdict), long> _kinds = new();
    private long _seen;

    /// <summary>Counts a refusal; false where it is one of the few to be logged by itself.</summary>
    public bool Absorb(int status, string verdict)
    {
        if (Interlocked.Increment(ref _seen) <= LoggedPerMinute)
        {
            return false;
        }

        // The verdicts are a closed list, so the table cannot grow beyond it; the bound is a belt beside the braces.
        if (_kinds.Count < KindsKept)
        {
            _ = _kinds.AddOrUpdate((status, verdict), 1, static (_, count) => count + 1);
        }

        return true;
    }

    /// <summary>Logs the sum of the minute and begins another.</summary>
    internal void Flush()
    {
        long absorbed = Interlocked.Exchange(ref _seen, 0) - LoggedPerMinute;
        KeyValuePair<(int Status, string Verdict), long>[] kinds = [.. _kinds];
        _kinds.Clear();
        if (absorbed > 0)
        {
            string summary = string.Join(
                ", ", kinds.OrderByDescending(kind => kind.Value).Select(kind => $"{kind.Key.Status} {kind.Key.Verdict} ×{kind.Value}"));
            Log.Noise(logger, absorbed, summary);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Flush();
            }
        }
        catch (OperationCanceledException)
        {
            Flush();
        }
    }
}
