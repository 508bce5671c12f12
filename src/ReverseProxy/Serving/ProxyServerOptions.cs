using Microsoft.Extensions.Logging;
using ReverseProxy.Configuration;

namespace ReverseProxy.Serving;

/// <summary>What a <see cref="ProxyServer"/> is started with.</summary>
internal sealed record ProxyServerOptions
{
    public required ConfigurationReading Reading { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Reads the configuration again, for changes while running; null where it cannot change.</summary>
    public Func<ConfigurationReading>? Reread { get; init; }

    /// <summary>Replaces logging to the console.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }
}
