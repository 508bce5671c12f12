using System.Globalization;
using ReverseProxy.Diagnosis;
using ReverseProxy.Serving;
using ReverseProxy.Telemetry;

namespace ReverseProxy.Watching;

/// <summary>Whether validators still come for <c>/capacity</c>.</summary>
internal sealed class SweepWatched(SweepSight sweeps, ProxyServerOptions options) : IWatched
{
    // The orchestrator comes every 20 minutes, and whatever its round takes.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    private readonly DateTimeOffset _started = options.Time.GetUtcNow();

    public ValueTask<IReadOnlyList<Condition>> LookAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = options.Time.GetUtcNow();
        DateTimeOffset since = sweeps.LastAt is { } last && last > _started - Patience ? last : _started;
        TimeSpan silence = now - since;
        string text = sweeps.LastAt is { } seen
            ? string.Create(CultureInfo.InvariantCulture, $"a known sender asked for /capacity {(now - seen).TotalMinutes:0} minutes ago")
            : "no known sender has asked for /capacity yet";
        return new(silence > Patience
            ? [new("sweep", Outcome.Fail, text, "run `reverse-proxy doctor`: who is not swept gets no jobs")]
            : sweeps.LastAt is null ? [] : [new Condition("sweep", Outcome.Pass, text)]);
    }
}
