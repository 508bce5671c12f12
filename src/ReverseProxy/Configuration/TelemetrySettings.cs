namespace ReverseProxy.Configuration;

/// <summary>The section <c>telemetry</c>: figures and traces for others to collect.</summary>
internal sealed record TelemetrySettings
{
    /// <summary>Where metrics and traces are sent by OTLP; null where they are not.</summary>
    public required Uri? OtlpEndpoint { get; init; }

    /// <summary>Whether OTLP goes over gRPC instead of HTTP.</summary>
    public required bool OtlpGrpc { get; init; }

    /// <summary>Headers that the collector wants, as <c>name=value</c>, separated by commas; a secret.</summary>
    public required string? OtlpHeaders { get; init; }

    public required string ServiceName { get; init; }

    /// <summary>How many of a hundred requests are traced.</summary>
    public required int TracePercent { get; init; }

    /// <summary>How many senders have a name of their own in metrics.</summary>
    public required int NamedSenders { get; init; }
}
