namespace ReverseProxy.Configuration;

/// <summary>When a server that fails jobs is left out for a while.</summary>
internal sealed record EjectionSettings
{
    /// <summary>Failures in a row; 0 never leaves a server out.</summary>
    public int Failures { get; init; } = 3;

    /// <summary>How long it is left out the first time; each further time is twice as long.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan MaximumTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether an answer of 500 and above counts as a failure.</summary>
    public bool CountServerErrors { get; init; } = true;
}
