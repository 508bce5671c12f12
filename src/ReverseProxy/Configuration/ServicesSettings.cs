namespace ReverseProxy.Configuration;

/// <summary>The section <c>services</c>: where jobs go.</summary>
internal sealed record ServicesSettings
{
    public required string TrainingServerUrl { get; init; }

    public required string InferenceServerUrl { get; init; }

    /// <summary>How long a backend may be silent.</summary>
    public required TimeSpan RequestTimeout { get; init; }

    public required TimeSpan ConnectTimeout { get; init; }

    /// <summary>How long a connection to a backend may have been idle and still be given a request; zero uses each once.</summary>
    public required TimeSpan ConnectionIdle { get; init; }

    /// <summary>How long a request that was not sent yet is tried again.</summary>
    public required TimeSpan ConnectRetryBudget { get; init; }

    /// <summary>Whether backends see the headers that carried the signature.</summary>
    public required bool ForwardAuthHeaders { get; init; }

    /// <summary>Whether backends see the caller's <c>Host</c> instead of their own.</summary>
    public required bool PreserveHost { get; init; }
}
