using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;
using ReverseProxy.Admin;
using ReverseProxy.Authentication;
using ReverseProxy.Backends;
using ReverseProxy.Callbacks;
using ReverseProxy.Clients;
using ReverseProxy.Clock;
using ReverseProxy.Configuration;
using ReverseProxy.Dashboard;
using ReverseProxy.Endpoints;
using ReverseProxy.Forwarding;
using ReverseProxy.Forwarding.Direct;
using ReverseProxy.Gating;
using ReverseProxy.Limits;
using ReverseProxy.Logging;
using ReverseProxy.Orchestrator;
using ReverseProxy.SharedState;
using ReverseProxy.Status;
using ReverseProxy.Telemetry;
using ReverseProxy.Tls;
using ReverseProxy.Watching;
using Yarp.ReverseProxy.Forwarder;

namespace ReverseProxy.Serving;

/// <summary>The running server: the composition of everything, started and stopped as one.</summary>
internal sealed class ProxyServer : IAsyncDisposable
{
    /// <summary>
    /// What the sockets, and the server, read ahead of us for each connection, in bytes: enough to keep a fast upload going, little
    /// enough for fifty at once.
    /// </summary>
    private const int ReadAhead = 256 * 1024;

    private readonly WebApplication _application;

    private ProxyServer(WebApplication application)
    {
        _application = application;
    }

    /// <summary>The addresses in use, with the real port where the configuration says 0.</summary>
    public IReadOnlyCollection<string> Addresses =>
        [.. _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    public IServiceProvider Services => _application.Services;

    /// <summary>Starts serving.</summary>
    /// <exception cref="ListenException">The address cannot be listened on.</exception>
    public static async Task<ProxyServer> StartAsync(ProxyServerOptions options, CancellationToken cancellationToken)
    {
        ProxyConfiguration configuration = options.Reading.Configuration;
        IReadOnlyList<EndPoint> endpoints = options.IsTheService && InheritedSockets.ForCallers() is { Count: > 0 } inherited
            ? inherited
            : await ListenAddress.ResolveAsync(configuration.Server, cancellationToken);

        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "reverse-proxy" });
        builder.Services.AddSingleton(options.Time);
        builder.Services.AddSingleton<IHostLifetime, CallerLifetime>();
        builder.Services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = configuration.Server.ShutdownTimeout;

            // Serving goes on whatever befalls a task beside it.
            host.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore;
        });
        LogSwitch level = new(configuration.Log.Level);
        builder.Services.AddSingleton(level);
        AddLogging(builder.Logging, options, level);
        AddGateway(builder.Services, options);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Configure(kestrel, endpoints));
        builder.Services.AddSingleton<SystemdNotifier>();
        builder.Services.AddSingleton<OpenDoors>();
        builder.Services.AddSingleton<IConnectionListenerFactory, CountedListenerFactory>();
        builder.Services.Configure<SocketTransportOptions>(sockets =>
        {
            sockets.MaxReadBufferSize = ReadAhead;

            // One system call a request less, for four kilobytes of each connection that waits for its next.
            sockets.WaitForDataBeforeAllocatingBuffer = false;
        });

        WebApplication application = builder.Build();
        ProxyServer server = new(application);
        try
        {
            Announce(application.Services, options);
            application.Run(application.Services.GetRequiredService<Gateway>().HandleAsync);
            await application.StartAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            await server.DisposeAsync();
            throw new ListenException(configuration.Server, exception);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        ILogger logger = application.Services.GetRequiredService<ILogger<ProxyServer>>();
        foreach (string address in server.Addresses)
        {
            Log.Serving(logger, address);
        }

        server.Notify(ServiceState.Ready);
        return server;
    }

    /// <summary>Stops accepting, lets running requests end, and returns when all have or the configured time is up.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        ILogger logger = _application.Services.GetRequiredService<ILogger<ProxyServer>>();
        TimeSpan patience = _application.Services.GetRequiredService<SnapshotHolder>().Current.Configuration.Server.ShutdownTimeout;
        Log.Stopping(logger, patience.TotalSeconds);
        Notify(ServiceState.Stopping);
        await _application.Services.GetRequiredService<OpenDoors>().CloseAsync(patience, cancellationToken);
        await _application.StopAsync(cancellationToken);
        Log.Stopped(logger);
    }

    /// <summary>Completes when somebody inside asks the program to stop.</summary>
    public Task StopAsked => _application.Services.GetRequiredService<StopRequest>().Asked;

    /// <summary>Reads the configuration again; false where it is not usable or cannot change.</summary>
    public bool Reload() => _application.Services.GetService<ConfigurationWatch>()?.Reload() ?? false;

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private void Notify(ServiceState state)
    {
        if (_application.Services.GetRequiredService<ProxyServerOptions>().IsTheService)
        {
            _application.Services.GetRequiredService<SystemdNotifier>().Notify(state);
        }
    }

    private static void AddLogging(ILoggingBuilder logging, ProxyServerOptions options, LogSwitch level)
    {
        logging.SetMinimumLevel(LogLevel.Trace);

        // The frameworks' own lines name what ours must not, query strings among it; what they warn of, we say ourselves.
        logging.AddFilter((category, logLevel) => level.IsEnabled(logLevel) && logLevel >= category switch
        {
            // Where it may log, the server begins an activity and a scope for each request; what it would say is said by the gateway.
            "Microsoft.AspNetCore.Hosting.Diagnostics" => LogLevel.None,
            not null when category.StartsWith("Yarp.", StringComparison.Ordinal) => LogLevel.Critical,
            not null when category.StartsWith("Microsoft.", StringComparison.Ordinal) => LogLevel.Warning,
            _ => LogLevel.Trace,
        });
        if (options.Logging is { } configure)
        {
            configure(logging);
            return;
        }

        bool json = options.Reading.Configuration.Log.Json;
        logging.Services.AddSingleton<ILoggerProvider>(_ => new LineLoggerProvider(
            json ? new JsonLineFormatter(options.Time) : new TextLineFormatter(options.Time), Console.OpenStandardOutput()));
    }

    private static void AddGateway(IServiceCollection services, ProxyServerOptions options)
    {
        ProxyConfiguration configuration = options.Reading.Configuration;
        services.AddHttpForwarder();
        services.AddSingleton(options);
        services.AddSingleton<SubnetHolder>();
        services.AddSingleton<GateCounters>();
        services.AddSingleton<FeedCounters>();
        services.AddSingleton<ClockGuard>();
        services.AddSingleton<ChainClock>();
        services.AddHostedService<SubnetFeed>();
        services.AddSingleton<RequestLimits>();
        services.AddSingleton<Places>();
        services.AddSingleton<VerificationTurns>();
        services.AddSingleton<ConnectionLimit>();
        services.AddSingleton<BackendRegistry>();
        services.AddSingleton(provider => JobOwners.Open(
            configuration.Server.StateDirectory, configuration.Server.Port, options.Time, provider.GetRequiredService<ILogger<JobOwners>>()));
        services.AddHostedService<HealthWatch>();
        services.AddSingleton<IStatusSection, BackendStatus>();
        services.AddSingleton<IStatusSection, JobStatus>();
        services.AddSingleton<SnapshotFactory>();
        services.AddSingleton(provider => new SnapshotHolder(provider.GetRequiredService<SnapshotFactory>().Make(configuration)));
        services.AddSingleton(provider => ReplayGuard.Open(
            configuration.Server.StateDirectory,
            configuration.Server.Port,
            configuration.Auth.ReplayCapacity,
            provider.GetService<SharedStore>(),
            provider.GetRequiredService<ILogger<ReplayGuard>>()));
        if (configuration.SharedState.Redis is not null)
        {
            services.AddSingleton(provider => new SharedStore(configuration.SharedState, options.Time, provider.GetRequiredService<ILogger<SharedStore>>()));
            services.AddHostedService(provider => provider.GetRequiredService<SharedStore>());
            services.AddSingleton<IStatusSection, SharedStateStatus>();
        }

        services.AddSingleton(provider => new SharedAddresses(provider.GetService<SharedStore>(), provider.GetRequiredService<SnapshotHolder>(), options.Time));
        services.AddHostedService(provider => provider.GetRequiredService<SharedAddresses>());
        services.AddSingleton<BodyStorage>();
        services.AddSingleton<IStatusSection>(provider => provider.GetRequiredService<BodyStorage>());
        services.AddSingleton<Authenticator>();
        services.AddSingleton<StatusEndpoint>();
        services.AddSingleton<IStatusSection, SubnetStatus>();
        services.AddSingleton<IStatusSection, PolicyStatus>();
        services.AddSingleton<IStatusSection, ClockStatus>();
        services.AddSingleton<IStatusSection, LimitStatus>();
        services.AddSingleton(_ => new DirectCourier(configuration.Services.ConnectTimeout, configuration.Services.ConnectionIdle, options.Time));
        services.AddSingleton(provider => new BackendForwarder(
            provider.GetRequiredService<IHttpForwarder>(),
            BackendClient.Create(configuration.Services.ConnectTimeout, configuration.Services.ConnectionIdle),
            provider.GetRequiredService<DirectCourier>(),
            provider.GetRequiredService<BackendRegistry>(),
            provider.GetRequiredService<JobOwners>(),
            options.Time,
            provider.GetService<CallbackInsurance>()));
        if (configuration.Callbacks.Listen is not null)
        {
            services.AddSingleton(provider => new CallbackSpool(
                Path.Combine(configuration.Server.StateDirectory, "callbacks"), options.Time, provider.GetRequiredService<ILogger<CallbackSpool>>()));
            services.AddSingleton<CallbackDesk>();
            services.AddSingleton<CallbackConnector>();
            services.AddSingleton<ParkedConnections>();
            services.AddHostedService(provider => provider.GetRequiredService<ParkedConnections>());
            services.AddSingleton<CallbackClient>();
            services.AddSingleton(_ => new JobRecord(configuration.Watch.Orchestrator is { } orchestrator ? new OrchestratorMirror(orchestrator) : null));
            services.AddSingleton<CallbackInsurance>();
            services.AddSingleton<IStatusSection, CallbackStatus>();
            services.AddHostedService<CallbackDelivery>();
            services.AddHostedService<CallbackIntake>();
        }

        services.AddSingleton<AccessLog>();
        services.AddSingleton<NoiseSummary>();
        services.AddHostedService(provider => provider.GetRequiredService<NoiseSummary>());
        services.AddTelemetry(configuration, options.IsThrowAway);
        services.AddDashboard(configuration);
        services.AddWatch(configuration);
        services.AddSingleton<Gateway>();
        if (configuration.Server.Tls is { } tls)
        {
            services.AddSingleton(provider => new CertificateStore(
                tls, configuration.Server.PublicAddress, options.Time, provider.GetRequiredService<ILogger<CertificateStore>>(), options.Roots));
            services.AddHostedService<CertificateWatch>();
        }

        services.AddSingleton<ConfigurationWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<ConfigurationWatch>());
        services.AddSingleton<StopRequest>();
        services.AddSingleton(_ => OpenOverlay(configuration.Server));
        if (configuration.Admin.Listen is not null)
        {
            services.AddSingleton<AdminEndpoints>();
            services.AddHostedService<AdminServer>();
        }
    }

    private static SenderOverlay OpenOverlay(ServerSettings server)
    {
        try
        {
            return SenderOverlay.Open(server.StateDirectory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or System.Text.Json.JsonException)
        {
            // A sender that was denied must not come in because a file is broken: this is not to be passed over.
            throw new ConfigurationException($"{Path.Combine(server.StateDirectory, "senders.json")}: it cannot be read: {exception.Message}: repair or delete it");
        }
    }

    private static void Configure(KestrelServerOptions kestrel, IReadOnlyList<EndPoint> endpoints)
    {
        IServiceProvider services = kestrel.ApplicationServices;
        SnapshotHolder snapshots = services.GetRequiredService<SnapshotHolder>();
        kestrel.AddServerHeader = false;
        kestrel.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;

        // As much as the original took. Bodies are limited per route, with an answer of ours.
        kestrel.Limits.MaxRequestHeadersTotalSize = 128 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 200;
        kestrel.Limits.MaxRequestLineSize = 64 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);

        kestrel.Limits.MaxRequestBufferSize = ReadAhead;
        foreach (EndPoint endpoint in endpoints)
        {
            kestrel.Listen(endpoint, listen =>
            {
                listen.Use(next => new ProxyProtocolMiddleware(
                    next, () => Balancers(snapshots.Current.Configuration.Server), services.GetRequiredService<TimeProvider>()).OnConnectionAsync);
                ConnectionLimit connections = services.GetRequiredService<ConnectionLimit>();
                listen.Use(next => connection => connections.OnConnectionAsync(connection, next));
                if (services.GetService<CertificateStore>() is { } certificates)
                {
                    listen.Protocols = HttpProtocols.Http1AndHttp2;
                    listen.UseHttps(certificates.Handshake);
                }
                else
                {
                    listen.Protocols = HttpProtocols.Http1;
                }
            });
        }
    }

    /// <summary>Whose connections begin with a PROXY header.</summary>
    private static TrustedProxies Balancers(ServerSettings server) => server.ProxyProtocol ? server.TrustedProxies : TrustedProxies.None;

    private static void Announce(IServiceProvider services, ProxyServerOptions options)
    {
        ILogger logger = services.GetRequiredService<ILogger<ProxyServer>>();
        ProxyConfiguration configuration = options.Reading.Configuration;
        Log.Starting(logger, PublicAnswers.Version);
        Log.Loaded(logger, options.Reading.FilePath ?? "environment and defaults (no file)");
        foreach (string warning in options.Reading.Warnings)
        {
            Log.Warning(logger, warning);
        }

        services.GetService<CertificateStore>()?.Announce();
        GateSettings gate = configuration.Auth.Gate;
        Log.Identity(
            logger,
            configuration.Auth.MinerHotkey,
            gate.IsOpen
                ? "every sender with a valid key is admitted (auth.allowed_senders is empty and no policy is enforced)"
                : $"{gate.Allowed.Entries.Count} allowed senders; policies: {string.Join(", ", gate.Policies.Select(policy => $"{policy.Name} {policy.Mode.ToString().ToLowerInvariant()}"))}");
        if (!configuration.Auth.ValidateRequests)
        {
            Log.Warning(logger, "auth.validate_requests is false: requests are forwarded UNSIGNED, whoever sends them");
        }

        if (!CapacityShape.IsFlat(configuration.Capacity))
        {
            Log.Warning(
                logger,
                "capacity is not a flat map of booleans: subnet 11's orchestrator marks a miner with such an answer invalid; set capacity, or capacity_format to \"flat\"");
        }
    }
}
