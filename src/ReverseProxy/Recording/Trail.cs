namespace ReverseProxy.Recording;

/// <summary>
/// What is kept of one request: when it passed each stage, its digest and sizes, and what became of it. Never a body, a
/// signature or a secret. Times after the arrival are in milliseconds; those of stages not passed are absent.
/// </summary>
internal sealed record Trail
{
    public required string Id { get; init; }

    /// <summary>When its headers had been read, by our clock.</summary>
    public required DateTimeOffset At { get; init; }

    public required string Method { get; init; }

    /// <summary>Its path without the query, cut and made printable.</summary>
    public required string Path { get; init; }

    /// <summary>The pattern of its route; null where there is none.</summary>
    public string? Route { get; init; }

    /// <summary>Whether its route asks for a signature.</summary>
    public bool Signed { get; init; }

    public required int Status { get; init; }

    /// <summary>A code of <see cref="Telemetry.Verdicts"/>.</summary>
    public required string Verdict { get; init; }

    /// <summary>Why, with the figures; null where the verdict says it all.</summary>
    public string? Explanation { get; init; }

    /// <summary>The sender's hotkey: verified where <see cref="SenderClass"/> says so, else claimed.</summary>
    public string? Sender { get; init; }

    /// <summary>A word of <see cref="Telemetry.SenderClass"/>.</summary>
    public required string SenderClass { get; init; }

    /// <summary>The caller's IP address.</summary>
    public required string Address { get; init; }

    /// <summary>The rule that the sender did not pass.</summary>
    public string? Policy { get; init; }

    /// <summary>The headers' claims as written, cut.</summary>
    public string? SignedBy { get; init; }

    public string? SignedFor { get; init; }

    public string? Timestamp { get; init; }

    public string? Uuid { get; init; }

    public long Bytes { get; init; }

    /// <summary>SHA-256 of the body, hex.</summary>
    public string? BodySha256 { get; init; }

    public long AnswerBytes { get; init; }

    /// <summary>The backend, host and port.</summary>
    public string? Server { get; init; }

    public double? HeadersMs { get; init; }

    public double? BodyMs { get; init; }

    public double? SignatureMs { get; init; }

    public double? AcceptedMs { get; init; }

    public double? ForwardedMs { get; init; }

    public double TotalMs { get; init; }

    public double QueueMs { get; init; }

    public double BackendMs { get; init; }

    /// <summary>The trace it belongs to, where the caller named one or we record it.</summary>
    public string? TraceId { get; init; }
}
