using System.Security.Cryptography;
using Bittensor.Subnets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ReverseProxy.Clock;
using ReverseProxy.Serving;
using Substrate.Client;

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

    private Hash256? _genesis;
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
            Restore(settings);
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
            Restore(settings);
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
        if (!settings.OnBlocks && !settings.ChecksClock)
        {
            return;
        }

        ChainClockRound round = new(clock, settings.ChecksClock);
        await using IAsyncEnumerator<(ulong Number, DateTimeOffset Arrival)> blocks = source.FollowAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (settings.OnBlocks || !round.IsOver)
        {
            // A socket may be open and dead: blocks are the sign of life.
            if (!await blocks.MoveNextAsync().AsTask().WaitAsync(LongestSilence, time, cancellationToken))
            {
                return;
            }

            if (round.Wants())
            {
                round.Take(await source.DelayAsync(blocks.Current.Number, blocks.Current.Arrival, cancellationToken));
            }

            if (settings.OnBlocks)
            {
                Accept(await source.ReadAsync(settings.Netuid, cancellationToken), source);
            }
        }
    }

    private void Accept(SubnetReading reading, SubnetSource source)
    {
        Metagraph next = reading.Metagraph;
        if (holder.Current is { } known && known.Netuid == next.Netuid && _genesis == reading.Genesis && next.Block < known.Block
            && _failures < 2 * source.Nodes)
        {
            throw new SubnetException($"{source.Endpoint} is behind: its newest final block is {next.Block}, and {known.Block} is known");
        }

        bool failed = counters.LastFailure is not null;
        _failures = 0;
        holder.Current = next;
        _genesis = reading.Genesis;
        counters.Succeeded(source.Endpoint);
        Keep(reading);
        int permits = next.Neurons.Count(neuron => neuron.HasValidatorPermit);
        Log.SubnetRead(logger, _everRead && !failed ? LogLevel.Debug : LogLevel.Information, next.Netuid, next.Block, source.Endpoint, next.Neurons.Count, permits);
        _everRead = true;
        _warnedAt = DateTimeOffset.MinValue;
    }

    private void Keep(SubnetReading reading)
    {
        SubnetFile file = File(reading.Metagraph.Netuid);
        try
        {
            file.Write(reading);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.SubnetNotKept(logger, file.Path, exception.Message);
        }
    }

    private void Restore(FeedSettings settings)
    {
        holder.Current = null;
        _genesis = null;
        try
        {
            if (File(settings.Netuid).Read(time.GetUtcNow()) is { } kept)
            {
                (holder.Current, _genesis) = (kept.Metagraph, kept.Genesis);
                Log.SubnetRestored(logger, settings.Netuid, kept.Metagraph.Block, time.GetUtcNow() - kept.Metagraph.TakenAt);
            }
        }
        catch (SubnetException exception)
        {
            Log.SubnetNotRestored(logger, exception.Message);
        }
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

    private SubnetFile File(ushort netuid) => new(snapshots.Current.Configuration.Server.StateDirectory, netuid);

    private static double Chance() => RandomNumberGenerator.GetInt32(1_000) / 1_000.0;

    /// <summary>After so many rounds of all nodes.</summary>
    private static TimeSpan Pause(int rounds)
    {
        double seconds = Math.Min(FirstPause.TotalSeconds * Math.Pow(2, Math.Min(rounds - 1, 20)), LongestPause.TotalSeconds);
        return TimeSpan.FromSeconds(seconds * (0.5 + (0.5 * Chance())));
    }
}
