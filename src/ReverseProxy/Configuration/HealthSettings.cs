namespace ReverseProxy.Configuration;

/// <summary>How a pool's servers are asked whether they are well.</summary>
internal sealed record HealthSettings
{
    public required string Path { get; init; }

    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The answers that count as well.</summary>
    public IReadOnlyList<int> Statuses { get; init; } = [200];

    /// <summary>A field of the JSON answer that must have one of <see cref="Values"/>: names joined by dots.</summary>
    public string? Field { get; init; }

    /// <summary>What <see cref="Field"/> may say, as JSON writes it, texts without quotation marks.</summary>
    public IReadOnlyList<string> Values { get; init; } = ["true"];

    /// <summary>A field of the JSON answer that says how many jobs wait there.</summary>
    public string? QueueField { get; init; }

    /// <summary>Wrong answers in a row that make a server unwell.</summary>
    public int UnhealthyAfter { get; init; } = 2;

    /// <summary>Right answers in a row that make it well again.</summary>
    public int HealthyAfter { get; init; } = 1;
}
