using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
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

    // A refused validator is what an operator must see, but anybody can write a validator's name above his flood.
    private const int LoggedClaimsPerMinute = 60;
    private const int KindsKept = 64;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(int Status, string Verdict, bool Claimed), StrongBox<long>> _kinds = new();
    private long _seen;
    private long _claims;

    /// <summary>Counts a refusal; false where it is one of the few to be logged by itself.</summary>
    /// <param name="status">The answer's status.</param>
    /// <param name="verdict">Why it was refused.</param>
    /// <param name="claimed">Whether it claims to be of a known sender.</param>
    public bool Absorb(int status, string verdict, bool claimed = false)
    {
        if (claimed ? Interlocked.Increment(ref _claims) <= LoggedClaimsPerMinute : Interlocked.Increment(ref _seen) <= LoggedPerMinute)
        {
            return false;
        }

        // The verdicts are a closed list, so the table cannot grow beyond it; the bound is a belt beside the braces.
        if (!_kinds.TryGetValue((status, verdict, claimed), out StrongBox<long>? count) && _kinds.Count < KindsKept)
        {
            count = _kinds.GetOrAdd((status, verdict, claimed), static _ => new(0));
        }

        if (count is not null)
        {
            _ = Interlocked.Increment(ref count.Value);
        }

        return true;
    }

    /// <summary>Logs the sum of the minute and begins another.</summary>
    internal void Flush()
    {
        long absorbed = Math.Max(0, Interlocked.Exchange(ref _seen, 0) - LoggedPerMinute) + Math.Max(0, Interlocked.Exchange(ref _claims, 0) - LoggedClaimsPerMinute);
        KeyValuePair<(int Status, string Verdict, bool Claimed), StrongBox<long>>[] kinds = [.. _kinds];
        _kinds.Clear();
        if (absorbed > 0)
        {
            string summary = string.Join(
                ", ",
                kinds.OrderByDescending(kind => kind.Value.Value)
                    .Select(kind => $"{kind.Key.Status} {kind.Key.Verdict}{(kind.Key.Claimed ? " in a known sender's name" : string.Empty)} ×{kind.Value.Value}"));
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
