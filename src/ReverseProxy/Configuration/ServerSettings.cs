namespace ReverseProxy.Configuration;

/// <summary>The section <c>server</c>.</summary>
internal sealed record ServerSettings
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>How long running requests may take to end once the server was told to stop.</summary>
    public required TimeSpan ShutdownTimeout { get; init; }

    /// <summary>The longest body accepted, in bytes.</summary>
    public required long MaxRequestSize { get; init; }

    /// <summary>Bytes of one body kept in memory before it goes to a temporary file.</summary>
    public required long BodyMemory { get; init; }

    /// <summary>What survives a restart lies here.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>Where temporary files are made.</summary>
    public required string TemporaryDirectory { get; init; }
}
