using System.Security.Cryptography.X509Certificates;
using Bittensor.Registry;
using ReverseProxy.Configuration;

namespace ReverseProxy.Diagnosis;

/// <summary>What the doctor examines.</summary>
internal sealed record Patient
{
    public required ConfigurationReading Reading { get; init; }

    public ProxyConfiguration Configuration => Reading.Configuration;

    /// <summary>Where validators find the proxy; null where nobody says.</summary>
    public required MinerEndpoint? Public { get; init; }

    /// <summary>Whether nothing beyond this machine is to be asked.</summary>
    public bool Offline { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The NTP server whose time is taken for the true one: host and port.</summary>
    public string TimeServer { get; init; } = "pool.ntp.org:123";

    /// <summary>The roots that a validator's client trusts; null takes the system's.</summary>
    public X509Certificate2Collection? Roots { get; init; }

    /// <summary>The directory of wallets; null takes the one that commands take.</summary>
    public string? Wallets { get; init; }

    /// <summary>The directory whose nvidia-smi is asked; null searches the path.</summary>
    public string? Tools { get; init; }
}
