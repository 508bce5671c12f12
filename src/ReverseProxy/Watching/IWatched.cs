namespace ReverseProxy.Watching;

/// <summary>
/// Somebody who owns a state that may go wrong while the proxy runs. Whoever is registered as one is asked once a round,
/// beside all requests; of a change the log, the metric, the dashboard and the webhook tell.
/// </summary>
internal interface IWatched
{
    /// <summary>Its conditions; none where it has nothing to say this time, which leaves them as they were.</summary>
    ValueTask<IReadOnlyList<Condition>> LookAsync(CancellationToken cancellationToken);
}
