using Microsoft.Extensions.Hosting;
using ReverseProxy.Clock;

namespace ReverseProxy.Backends;

/// <summary>Asks every server of the pools with a <c>health</c> in turn, and lets waiting requests in as servers come back.</summary>
internal sealed class HealthWatch(BackendRegistry registry, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan TickWithoutWork = TimeSpan.FromMilliseconds(500);

    // A server that restarts is to be found again soon, however seldom well ones are asked.
    private static readonly TimeSpan IntervalWhileUnwell = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using HealthProbe probe = new();
        using PeriodicTimer timer = new(Tick, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                IReadOnlyCollection<BackendPool> pools = registry.Pools;
                timer.Period = pools.Any(pool => pool.Settings is { Health: not null } or { Concurrency: > 0 }) ? Tick : TickWithoutWork;
                foreach (BackendPool pool in pools)
                {
                    Ask(pool, probe, stoppingToken);
                    pool.Refresh();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private void Ask(BackendPool pool, HealthProbe probe, CancellationToken cancellationToken)
    {
        if (pool.Settings.Health is null)
        {
            return;
        }

        long now = time.GetTimestamp();
        foreach (BackendServer server in pool.Servers)
        {
            if (server.NextProbe <= now && server.Address.Length > 0)
            {
                // Not again before this one is over.
                server.NextProbe = long.MaxValue;
                _ = AskAsync(pool, server, probe, cancellationToken);
            }
        }
    }

    private async Task AskAsync(BackendPool pool, BackendServer server, HealthProbe probe, CancellationToken cancellationToken)
    {
        TimeSpan pause = IntervalWhileUnwell;
        try
        {
            if (pool.Settings.Health is { } settings)
            {
                ProbeAnswer answer = await probe.AskAsync(server.Address, settings, cancellationToken);
                pool.Probed(server, answer);
                pause = answer.Fault is not null && settings.Interval > IntervalWhileUnwell ? IntervalWhileUnwell : settings.Interval;
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
        finally
        {
            server.NextProbe = time.TimestampAfter(pause);
        }
    }
}
