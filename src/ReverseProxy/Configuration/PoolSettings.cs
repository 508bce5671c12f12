namespace ReverseProxy.Configuration;

/// <summary>A pool of backend servers that can do the same work.</summary>
internal sealed record PoolSettings
{
    /// <summary>The name that routes say; the URL itself for a pool that a route's URL stands for.</summary>
    public required string Name { get; init; }

    public required IReadOnlyList<PoolServerSettings> Servers { get; init; }

    public BalancingPolicy Policy { get; init; }

    /// <summary>How long a request that was not sent yet is tried again.</summary>
    public required TimeSpan ConnectRetryBudget { get; init; }

    /// <summary>How servers are asked whether they are well; null where they are not.</summary>
    public HealthSettings? Health { get; init; }

    public EjectionSettings Ejection { get; init; } = new();

    /// <summary>Jobs that one server works on at once; 0 is no limit.</summary>
    public int Concurrency { get; init; }

    /// <summary>Whether the configuration names the pool and says nothing of its <see cref="Concurrency"/>.</summary>
    public bool IsConcurrencyOpen { get; init; }

    /// <summary>The route for which <see cref="Concurrency"/> is 1 although nobody says so; null where there is none.</summary>
    public string? ConcurrencyIsFor { get; init; }

    /// <summary>Whether the configuration says how many may wait.</summary>
    public bool IsQueueGiven { get; init; }

    /// <summary>Requests that may wait for a server, with a <see cref="Concurrency"/>.</summary>
    public int Queue { get; init; } = 16;
}
