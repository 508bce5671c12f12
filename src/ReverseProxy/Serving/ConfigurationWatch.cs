using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ReverseProxy.Configuration;
using ReverseProxy.Tls;

namespace ReverseProxy.Serving;

/// <summary>
/// Watches the configuration's files and applies what changed. It looks once a second instead of asking the file system
/// for events: those do not arrive for mounted volumes and symbolic links that are swapped.
/// </summary>
internal sealed class ConfigurationWatch(
    ProxyServerOptions options, SnapshotHolder snapshots, SnapshotFactory factory, LogSwitch level, ILogger<ConfigurationWatch> logger, CertificateStore? certificates = null)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>The settings that are read once, at the start.</summary>
    internal static IReadOnlyList<string> NeedRestart { get; } =
    [
        "auth.replay_capacity", "server.host", "server.log_format", "server.port", "server.shutdown_timeout", "server.state_dir", "server.temp_dir", "server.warm_up",
        "admin.listen", "admin.token", "callbacks.listen", "recorder.size", "watch.interval", "watch.orchestrator_url", "watch.webhook", "telemetry.named_senders", "telemetry.otlp_endpoint", "telemetry.otlp_headers", "telemetry.otlp_protocol",
        "telemetry.service_name", "telemetry.trace_percent", "services.connect_timeout", "services.connection_idle_ms", "shared_state.prefix", "shared_state.redis", "shared_state.timeout_ms",
    ];

    private readonly Lock _lock = new();
    private ConfigurationReading _inForce = options.Reading;

    // As the files were before anybody was served: a change that comes while the server starts is one too.
    private string _seen = ConfigurationFiles.Stamp(options.Reading.FilePath);

    /// <summary>Makes the snapshot anew, for what changed beside the configuration.</summary>
    public void Refresh()
    {
        lock (_lock)
        {
            snapshots.Replace(factory.Make(_inForce.Configuration));
        }
    }

    /// <summary>Reads the configuration again and puts it in force; false where it is not usable.</summary>
    public bool Reload() => TryReload().Count == 0;

    /// <summary>Reads the configuration again and puts it in force; says what is wrong with it where it is not usable.</summary>
    public IReadOnlyList<string> TryReload()
    {
        lock (_lock)
        {
            if (options.Reread is null)
            {
                return ["this configuration cannot be read again"];
            }

            ConfigurationReading next;
            try
            {
                next = options.Reread();
            }
            catch (ConfigurationException exception)
            {
                foreach (string line in exception.Lines)
                {
                    Log.ReloadRefused(logger, line);
                }

                return exception.Lines;
            }

            Apply(next);
            return [];
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Reread is null)
        {
            return;
        }

        using PeriodicTimer timer = new(Interval, options.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                string now = ConfigurationFiles.Stamp(options.Reading.FilePath);
                if (now != _seen)
                {
                    _seen = now;
                    _ = Reload();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private void ApplyCertificates(ServerSettings server)
    {
        ServerSettings before = _inForce.Configuration.Server;
        if (server.Tls is { } tls && certificates is not null
            && (!tls.Standard.Equals(before.Tls?.Standard) || !tls.ByHost.SequenceEqual(before.Tls!.ByHost) || tls.ClientAuthorities != before.Tls.ClientAuthorities
                || tls.ClientCertificates != before.Tls.ClientCertificates || server.PublicAddress != before.PublicAddress))
        {
            _ = certificates.Use(tls, server.PublicAddress);
        }
        else if (server.Tls is null != before.Tls is null)
        {
            Log.NeedsRestart(logger, "server.tls.certificate", server.Tls?.Standard.Certificate ?? "none");
        }
    }

    private void Apply(ConfigurationReading next)
    {
        ReadSetting[] changed = [.. next.Settings.Zip(_inForce.Settings).Where(pair => pair.First.Value != pair.Second.Value).Select(pair => pair.First)];
        foreach (string warning in next.Warnings.Except(_inForce.Warnings))
        {
            Log.Warning(logger, warning);
        }

        foreach (ReadSetting setting in changed.Where(setting => NeedRestart.Contains(setting.Key)))
        {
            Log.NeedsRestart(logger, setting.Key, setting.Value);
        }

        string[] applied = [.. changed.Where(setting => !NeedRestart.Contains(setting.Key)).Select(setting => $"{setting.Key} = {setting.Value}")];
        if (applied.Length == 0)
        {
            Log.ReloadedSame(logger);
        }
        else
        {
            ApplyCertificates(next.Configuration.Server);
            snapshots.Replace(factory.Make(next.Configuration));
            level.Level = next.Configuration.Log.Level;
            Log.Reloaded(logger, string.Join(", ", applied));
        }

        _inForce = next;
    }
}
