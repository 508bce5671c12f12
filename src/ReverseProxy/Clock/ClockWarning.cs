using Microsoft.Extensions.Logging;

namespace ReverseProxy.Clock;

/// <summary>Says that our clock is wrong: at once, then every ten minutes, and once when it is right again.</summary>
internal sealed class ClockWarning(string comparedWith, string advice, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private long? _saidAt;
    private long _count;

    /// <summary>How often it was found wrong where it was right before.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Looks at how far we are ahead; not safe for concurrent use.</summary>
    public void Look(TimeSpan? drift)
    {
        if (drift is not { } ahead || ahead.Duration() <= ClockGuard.Tolerance)
        {
            if (_saidAt is not null && drift is not null)
            {
                _saidAt = null;
                Log.ClockRight(logger, comparedWith);
            }

            return;
        }

        if (_saidAt is { } said && time.GetElapsedTime(said) < Interval)
        {
            return;
        }

        if (_saidAt is null)
        {
            _ = Interlocked.Increment(ref _count);
        }

        _saidAt = time.GetTimestamp();
        Log.ClockWrong(logger, Math.Round(ahead.Duration().TotalSeconds, 1), ahead > TimeSpan.Zero ? "ahead of" : "behind", comparedWith, advice);
    }
}
