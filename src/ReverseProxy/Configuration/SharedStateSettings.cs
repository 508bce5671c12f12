namespace ReverseProxy.Configuration;

/// <summary>The section <c>shared_state</c>: what several replicas of one miner's proxy share.</summary>
internal sealed record SharedStateSettings
{
    /// <summary>How to reach a Redis-compatible store, as StackExchange.Redis writes it; null shares nothing.</summary>
    public required string? Redis { get; init; }

    /// <summary>What the store's keys begin with.</summary>
    public required string Prefix { get; init; }

    /// <summary>How long a request waits for the store before this replica's own memory decides.</summary>
    public required TimeSpan Timeout { get; init; }
}
