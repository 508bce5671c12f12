using Microsoft.Extensions.Logging;

namespace ReverseProxy.Configuration;

/// <summary>What is logged, and how.</summary>
internal sealed record LogSettings
{
    public required LogLevel Level { get; init; }

    /// <summary>One JSON object a line instead of text.</summary>
    public required bool Json { get; init; }

    /// <summary>Whether each request's header names and harmless header values are logged too.</summary>
    public required bool DebugRequests { get; init; }
}
