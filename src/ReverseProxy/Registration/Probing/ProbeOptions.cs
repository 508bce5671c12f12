using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace ReverseProxy.Registration.Probing;

/// <summary>How to ask miners.</summary>
internal sealed record ProbeOptions
{
    /// <summary>How long one miner has, name look-up and all: what the original's command gave.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How many are asked at once: a whole subnet, so that the dead ones take one time-out together.</summary>
    public int Parallel { get; init; } = 512;

    /// <summary>Asks at addresses of private networks and of this machine, too.</summary>
    public bool AllowPrivate { get; init; }

    /// <summary>The roots to trust; null takes the system's, as Python does.</summary>
    public X509Certificate2Collection? Roots { get; init; }

    /// <summary>Looks a name up.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
