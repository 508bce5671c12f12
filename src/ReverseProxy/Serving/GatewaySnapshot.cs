using System.Text;
using Epistula;
using Epistula.AspNetCore.Bodies;
using ReverseProxy.Backends;
using ReverseProxy.Configuration;
using ReverseProxy.Forwarding;
using ReverseProxy.Gating;
using ReverseProxy.Routing;
using Substrate.Cryptography.Sr25519;

namespace ReverseProxy.Serving;

/// <summary>
/// Everything that follows from a configuration and that requests need. Immutable and swapped whole, so a request sees
/// one configuration from its beginning to its end.
/// </summary>
internal sealed class GatewaySnapshot
{
    public GatewaySnapshot(ProxyConfiguration configuration, string temporaryDirectory, SubnetHolder subnet, BackendRegistry backends, TimeProvider time)
    {
        Configuration = configuration;
        Gate = new(configuration.Auth.Gate, subnet, time);
        Cors = new(configuration.CorsOrigins);
        Routes = new(AllRoutes(configuration, backends.Use(configuration)));
        Capacity = Encoding.UTF8.GetBytes(configuration.Capacity.GetRawText());
        Verifier = new(
            new()
            {
                Receiver = configuration.Auth.MinerHotkey,
                AllowedDeltaMilliseconds = configuration.Auth.AllowedDeltaMilliseconds,
                AllowedFutureMilliseconds = configuration.Auth.AllowedFutureMilliseconds,
            },
            Sr25519Verifier.Default,
            time);
        Bodies = new()
        {
            MaximumLength = configuration.Server.MaxRequestSize,
            MemoryThreshold = configuration.Server.BodyMemory,
            TemporaryDirectory = temporaryDirectory,
            MemoryWithoutStorage = JsonField.LongestBody,
        };
    }

    public ProxyConfiguration Configuration { get; }

    public Gate Gate { get; }

    public Cors Cors { get; }

    public RouteTable Routes { get; }

    public EpistulaVerifier Verifier { get; }

    public SignedBodyOptions Bodies { get; }

    /// <summary>The answer to <c>GET /capacity</c>.</summary>
    public byte[] Capacity { get; }

    private static IEnumerable<Route> AllRoutes(ProxyConfiguration configuration, IReadOnlyDictionary<string, BackendPool> pools)
    {
        TimeSpan timeout = configuration.Services.RequestTimeout;
        yield return Own("/", RouteTarget.Root, signed: false);
        yield return Own("/status", RouteTarget.Status, signed: false);
        yield return Own("/check/{hotkey}", RouteTarget.Check, signed: false);
        yield return Own("/capacity", RouteTarget.Capacity, signed: true);
        foreach (RouteSettings route in Standard(timeout).Where(standard => configuration.Routes.All(other => other.Path != standard.Path)))
        {
            yield return Forwarded(route, pools);
        }

        foreach (RouteSettings route in configuration.Routes)
        {
            yield return Forwarded(route, pools);
        }
    }

    private static IEnumerable<RouteSettings> Standard(TimeSpan timeout) =>
    [
        new("/train", ["POST"], "training", timeout, Signed: true),
        new("/inference", ["POST"], "inference", timeout, Signed: true),
    ];

    private static Route Own(string path, RouteTarget target, bool signed) => new(Pattern(path), ["GET"], target, signed);

    private static Route Forwarded(RouteSettings settings, IReadOnlyDictionary<string, BackendPool> pools)
    {
        RoutePattern pattern = Pattern(settings.Path);
        return new(pattern, settings.Methods, RouteTarget.Backend, settings.Signed, new ForwardingPlan(settings, pattern, pools));
    }

    private static RoutePattern Pattern(string path) =>
        RoutePattern.TryParse(path, out RoutePattern? pattern) ? pattern : throw new ArgumentException($"{path} is no route", nameof(path));
}
