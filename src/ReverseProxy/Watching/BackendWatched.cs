using ReverseProxy.Backends;
using ReverseProxy.Configuration;
using ReverseProxy.Diagnosis;
using ReverseProxy.Serving;
using ReverseProxy.Telemetry;

namespace ReverseProxy.Watching;

/// <summary>
/// Every backend server, each for itself: a second one that dies is told although the first is still down. A pool's own
/// probes are believed where it has a <c>health</c>; other servers are asked.
/// </summary>
internal sealed class BackendWatched(BackendRegistry registry, SnapshotHolder snapshots) : IWatched
{
    private readonly BackendDiagnosis _diagnosis = new();
    private HashSet<string> _known = [];

    public async ValueTask<IReadOnlyList<Condition>> LookAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, Condition> conditions = new(StringComparer.Ordinal);
        using HttpClient client = BackendDiagnosis.Client(snapshots.Current.Configuration.Services);
        foreach (BackendPool pool in registry.Pools)
        {
            foreach (BackendServer server in pool.Servers.Where(server => server.Address.Length > 0))
            {
                Condition condition = pool.Settings.Health is { } health
                    ? Probed(server, health)
                    : Of(server, await _diagnosis.AskAsync(client, server.Address, cancellationToken));

                // Two pools may share a server: what is worse counts.
                if (!conditions.TryGetValue(condition.Subject, out Condition? other) || condition.Outcome > other.Outcome)
                {
                    conditions[condition.Subject] = condition;
                }
            }
        }

        IEnumerable<Condition> gone = _known.Except(conditions.Keys).Select(subject => new Condition(_diagnosis.Name, Outcome.Pass, $"{subject} is configured no more", Subject: subject, IsGone: true));
        List<Condition> all = [.. conditions.Values, .. gone];
        _known = [.. conditions.Keys];
        return all;
    }

    private Condition Probed(BackendServer server, HealthSettings health)
    {
        (ServerState state, string? reason, DateTimeOffset since) = server.Health.Describe();
        string subject = ProxyMetrics.LabelOf(server.Address);
        return state switch
        {
            ServerState.Unwell => new(_diagnosis.Name, Outcome.Fail, $"{subject} is not well since {since:HH:mm} UTC: {reason}", BackendDiagnosis.Look, subject),
            ServerState.Ejected => new(_diagnosis.Name, Outcome.Warn, $"{subject} is left out since {since:HH:mm} UTC for failing jobs: {reason}", "look at its log: it is tried again by itself", subject),
            _ => new(_diagnosis.Name, Outcome.Pass, $"{subject} is well by its {health.Path}", Subject: subject),
        };
    }

    private static Condition Of(BackendServer server, Finding finding) => new(finding.Check, finding.Outcome, finding.Text, finding.Fix, ProxyMetrics.LabelOf(server.Address));
}
