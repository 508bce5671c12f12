using System.Security.Cryptography;
using Bittensor.Subnets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ReverseProxy.Clock;
using ReverseProxy.Serving;

namespace ReverseProxy.Gating;

/// <summary>
/// Keeps the subnet's state fresh, beside all requests and never on their way: from the disk at the start, then from the
/// chain. While no node can be reached, what is known stays known.
/// </summary>
internal sealed class SubnetFeed(
    SnapshotHolder snapshots, SubnetHolder holder, FeedCounters counters, ChainClock clock, TimeProvider time, ILogger<SubnetFeed> logger)
    : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan WarningInterval = TimeSpan.FromMinutes(30);

    private readonly SubnetMemory _memory = new(snapshots, holder, time, logger);
    private int _first;
    private int _failures;
    private bool _everRead;
    private DateTimeOffset _warnedAt = DateTimeOffset.MinValue;

    /// <summary>What is kept on disk is known before the first request comes; the chain is not waited for.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        FeedSettings settings = Settings();
        if (settings.IsNeeded)
        {
            _memory.Restore(settings.Netuid);
        }

        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host waits for what runs before the first pause: it must be nothing.
        await Task.Yield();
        try
        {
            while (true)
            {
                FeedSettings settings = Settings();
                if (!settings.IsNeeded)
                {
                    await Task.Delay(Look, time, stoppingToken);
                    continue;
                }

                using CancellationTokenSource changed = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                Task watch = WatchAsync(settings, changed);
                try
                {
                    await FeedAsync(settings, changed.Token);
                }
                catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
                {
                    // The settings changed: it begins anew with them.
                }

                await watch;
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private FeedSettings Settings() => FeedSettings.Of(snapshots.Current.Configuration);

    private async Task WatchAsync(FeedSettings settings, CancellationTokenSource changed)
    {
        try
        {
            while (Settings() == settings)
            {
                await Task.Delay(Look, time, changed.Token);
            }

            await changed.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task FeedAsync(FeedSettings settings, CancellationToken cancellationToken)
    {
        if (holder.Current is null || holder.Current.Netuid != settings.Netuid)
        {
            _memory.Restore(settings.Netuid);
        }

        (_first, _failures) = (0, 0);
        while (true)
        {
            await Task.Delay(await ReadAsync(settings, cancellationToken), time, cancellationToken);
        }
    }

    /// <summary>Reads the state over a connection of its own, and returns how long it may rest then.</summary>
    private async Task<TimeSpan> ReadAsync(FeedSettings settings, CancellationToken cancellationToken)
    {
        await using SubnetSource source = new(settings.NetworkFrom(_first), time);
        try
        {
            Accept(await source.ReadAsync(settings.Netuid, cancellationToken), source);
            await FollowAsync(source, settings, cancellationToken);
            return settings.Interval(Chance());
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Whatever a node does, the next one is tried: there is nobody else who would.
            _failures++;
            _first = (_first + source.Position + 1) % source.Nodes;
            Fail(exception.Message, settings);
            return _failures % source.Nodes == 0 ? Pause(_failures / source.Nodes) : ShortPause;
        }
    }

    /// <summary>Stays for new blocks: for all of them where that is wanted, else for a few that tell the time.</summary>
    private async Task FollowAsync(SubnetSource source, FeedSettings settings, CancellationToken cancellationToken)
    {
        if (settings.OnBlocks)
        {
            await FollowBlocksAsync(source, settings, cancellationToken);
        }
        else if (settings.ChecksClock)
        {
            try
            {
                await FollowBlocksAsync(source, settings, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                // The state was read; what is lost is one comparison of clocks, and the next reading brings another.
                Log.NoBlocksForClock(logger, exception.Message);
            }
        }
    }

    private async Task FollowBlocksAsync(SubnetSource source, FeedSettings settings, CancellationToken cancellationToken)
    {
        // A socket may be open and dead: blocks are the sign of life.
        using CancellationTokenSource silence = new(LongestSilence, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        ChainClockRound round = new(clock, settings.ChecksClock);
        try
        {
            await foreach ((ulong number, DateTimeOffset arrival) in source.FollowAsync(either.Token))
            {
                silence.CancelAfter(LongestSilence);
                if (round.Wants())
                {
                    round.Take(await source.DelayAsync(number, arrival, either.Token));
                }

                if (settings.OnBlocks)
                {
                    Accept(await source.ReadAsync(settings.Netuid, either.Token), source);
                }
                else if (round.IsOver)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new SubnetException($"no new block came for {LongestSilence.TotalSeconds:0} s");
        }
    }

    private void Accept(SubnetReading reading, SubnetSource source)
    {
        Metagraph next = reading.Metagraph;
        if (_failures < 2 * source.Nodes && _memory.IsNewerThan(reading))
        {
            throw new SubnetException($"{source.Endpoint} is behind: its newest final block is {next.Block}, and {holder.Current?.Block} is known");
        }

        bool failed = counters.LastFailure is not null;
        _failures = 0;
        _memory.Take(reading);
        counters.Succeeded(source.Endpoint);
        int permits = next.Neurons.Count(neuron => neuron.HasValidatorPermit);
        Log.SubnetRead(logger, _everRead && !failed ? LogLevel.Debug : LogLevel.Information, next.Netuid, next.Block, source.Endpoint, next.Neurons.Count, permits);
        _everRead = true;
        _warnedAt = DateTimeOffset.MinValue;
    }

    private void Fail(string reason, FeedSettings settings)
    {
        counters.Failed(reason);
        DateTimeOffset now = time.GetUtcNow();
        if (now - _warnedAt < WarningInterval)
        {
            Log.SubnetStillUnread(logger, reason);
            return;
        }

        _warnedAt = now;
        string known = holder.Current is { } state
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"what was known {(now - state.TakenAt).TotalSeconds:0} s ago stays in force")
            : "nothing is known of it yet, so each policy's when_unknown decides";
        Log.SubnetUnread(logger, settings.Netuid, reason, known);
    }

    private static double Chance() => RandomNumberGenerator.GetInt32(1_000) / 1_000.0;

    /// <summary>After so many rounds of all nodes.</summary>
    private static TimeSpan Pause(int rounds)
    {
        double seconds = Math.Min(FirstPause.TotalSeconds * Math.Pow(2, Math.Min(rounds - 1, 20)), LongestPause.TotalSeconds);
        return TimeSpan.FromSeconds(seconds * (0.5 + (0.5 * Chance())));
    }
}
