using Microsoft.Extensions.Logging;

namespace ReverseProxy.Clock;

/// <summary>
/// Compares our clock with the chain's: a block carries the time at which its author began it, and reaches us some time
/// after that. A block that is here before it was made proves our clock behind; one that always takes longer than blocks
/// do, ahead.
/// </summary>
internal sealed class ChainClock
{
    /// <summary>How long after its timestamp a block may reach us when all is well: it is made, sent round, and sent here.</summary>
    public static readonly TimeSpan UsualDelay = TimeSpan.FromSeconds(3);

    private const int Samples = 16;
    private const int Fewest = 3;

    private static readonly TimeSpan Memory = TimeSpan.FromHours(2);

    private readonly TimeProvider _time;
    private readonly OwnClock _own;
    private readonly ClockWarning _warning;
    private readonly Lock _lock = new();
    private DelaySamples _samples = new(Samples);

    public ChainClock(TimeProvider time, ILogger<ChainClock> logger)
    {
        _time = time;
        _own = new(time);
        _warning = new("the chain's clock", "set it by NTP: requests are judged by it", time, logger);
    }

    /// <summary>The least time from a block's timestamp to its arrival; null while too few blocks came to tell.</summary>
    public TimeSpan? Delay
    {
        get
        {
            lock (_lock)
            {
                return Smallest();
            }
        }
    }

    /// <summary>How far our clock is ahead at least, negative for behind; zero where the blocks' way explains the difference.</summary>
    public TimeSpan? Drift => DriftOf(Delay);

    /// <summary>How often the clock was found wrong.</summary>
    public long Warnings => _warning.Count;

    /// <summary>Takes note of how long after its timestamp a block arrived.</summary>
    public void Observe(TimeSpan delay)
    {
        lock (_lock)
        {
            if (_own.WasSet())
            {
                _samples = new(Samples);
            }

            _samples.Add(delay, _time.GetTimestamp());
            _warning.Look(DriftOf(Smallest()));
        }
    }

    private static TimeSpan? DriftOf(TimeSpan? delay) => delay switch
    {
        { } early when early < TimeSpan.Zero => early,
        { } late when late > UsualDelay => late - UsualDelay,
        { } => TimeSpan.Zero,
        null => null,
    };

    private TimeSpan? Smallest() => _samples.Minimum(_time.TimestampAfter(-Memory), Fewest);
}
