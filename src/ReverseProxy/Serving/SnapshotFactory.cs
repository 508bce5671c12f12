using Microsoft.Extensions.Logging;
using ReverseProxy.Backends;
using ReverseProxy.Configuration;
using ReverseProxy.Gating;

namespace ReverseProxy.Serving;

/// <summary>Makes snapshots of configurations, with what outlives them.</summary>
internal sealed class SnapshotFactory(ProxyServerOptions options, SubnetHolder subnet, SenderOverlay overlay, BackendRegistry backends, ILogger<SnapshotFactory> logger)
{
    // Once: a directory that was swept while serving would lose the bodies of requests on their way.
    private readonly string _temporaryDirectory = TemporaryDirectory.Prepare(options.Reading.Configuration.Server, options.Time, logger);

    public GatewaySnapshot Make(ProxyConfiguration configuration) =>
        new(configuration with { Auth = configuration.Auth with { Gate = overlay.ApplyTo(configuration.Auth.Gate) } }, _temporaryDirectory, subnet, backends, options.Time);
}
