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

    /// <summary>Requests that one server works on at once; 0 is no limit.</summary>
    public int Concurrency { get; init; }

    /// <summary>Requests that may wait for a server, with a <see cref="Concurrency"/>.</summary>
    public int Queue { get; init; }
}
