using ReverseProxy.Clients;

namespace ReverseProxy.Configuration;

/// <summary>The section <c>server</c>.</summary>
internal sealed record ServerSettings
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>Host name or IP address, without a port, that callers use; null where the configuration does not say.</summary>
    public required string? PublicAddress { get; init; }

    /// <summary>The port that callers use.</summary>
    public required int PublicPort { get; init; }

    /// <summary>Null where the server speaks plain HTTP.</summary>
    public required TlsSettings? Tls { get; init; }

    /// <summary>Whose word about a caller's address is believed.</summary>
    public required TrustedProxies TrustedProxies { get; init; }

    /// <summary>Whether connections from trusted proxies begin with a PROXY protocol header.</summary>
    public required bool ProxyProtocol { get; init; }

    /// <summary>How long running requests may take to end once the server was told to stop.</summary>
    public required TimeSpan ShutdownTimeout { get; init; }

    /// <summary>Whether the code on a job's way is compiled before the first one comes.</summary>
    public required bool WarmUp { get; init; }

    /// <summary>The longest body accepted, in bytes.</summary>
    public required long MaxRequestSize { get; init; }

    /// <summary>Bytes of one body kept in memory before it goes to a temporary file.</summary>
    public required long BodyMemory { get; init; }

    /// <summary>What survives a restart lies here.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>Where temporary files are made.</summary>
    public required string TemporaryDirectory { get; init; }
}
