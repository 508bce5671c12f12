using System.Security.Cryptography.X509Certificates;
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

    /// <summary>The roots by which it is judged what validators think of our certificate; null takes the system's.</summary>
    public X509Certificate2Collection? Roots { get; init; }

    /// <summary>
    /// Whether this is the server that the process was started for: the sockets that a service manager passed on are for
    /// it, and of it the manager is told. A process may have others beside it, as for the warm-up.
    /// </summary>
    public bool IsTheService { get; init; }

    /// <summary>Whether it lives only to warm up the real one, and is to leave no trace in what that one measures.</summary>
    public bool IsThrowAway { get; init; }
}
