using System.Text.Json;

namespace ReverseProxy.Configuration;

/// <summary>Everything that can be configured, checked and in its final types. Immutable: a reload makes another one.</summary>
internal sealed record ProxyConfiguration
{
    public required ServerSettings Server { get; init; }

    public required AuthSettings Auth { get; init; }

    public required ServicesSettings Services { get; init; }

    public required LogSettings Log { get; init; }

    public required LimitSettings Limits { get; init; }

    public required SharedStateSettings SharedState { get; init; }

    public required AdminSettings Admin { get; init; }

    /// <summary>The pools of backend servers by name; <c>training</c> and <c>inference</c> always exist.</summary>
    public required IReadOnlyDictionary<string, PoolSettings> Backends { get; init; }

    public required CallbackSettings Callbacks { get; init; }

    public required TelemetrySettings Telemetry { get; init; }

    public required RecorderSettings Recorder { get; init; }

    public required WatchSettings Watch { get; init; }

    /// <summary>Forwarded routes beside <c>/train</c> and <c>/inference</c>, which always exist.</summary>
    public required IReadOnlyList<RouteSettings> Routes { get; init; }

    /// <summary>Origins that browsers may call from; <c>*</c> is every origin, none turns CORS off.</summary>
    public required IReadOnlyList<string> CorsOrigins { get; init; }

    /// <summary>The answer to <c>GET /capacity</c>, in its final shape.</summary>
    public required JsonElement Capacity { get; init; }
}
