using Microsoft.Extensions.Logging;
using Substrate.Cryptography;

namespace ReverseProxy.Clock;

/// <summary>
/// Watches our clock: requests are judged by it, and where it is wrong every validator is refused. It only watches: what
/// it finds changes no verdict.
/// </summary>
internal sealed class ClockGuard
{
    /// <summary>How far the clock may be off before it is said.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Memory = TimeSpan.FromHours(2);
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(20);

    private readonly TimeProvider _time;
    private readonly OwnClock _own;
    private readonly ClockWarning _warning;
    private readonly SenderClocks _senders = new();
    private readonly Lock _lock = new();
    private long _lastAt;

    public ClockGuard(TimeProvider time, ILogger<ClockGuard> logger)
    {
        _time = time;
        _own = new(time);
        _warning = new(
            "the timestamps of known senders",
            "if theirs are right, set yours by NTP: requests are judged by it (if it is ahead only, their requests may also be that long on their way)",
            time,
            logger);
    }

    /// <summary>How far our clock is ahead of known senders', negative for behind; null while too few requests came to tell.</summary>
    public TimeSpan? Drift
    {
        get
        {
            lock (_lock)
            {
                return _senders.Drift(Since());
            }
        }
    }

    /// <summary>Known senders whose timestamps are compared.</summary>
    public int Senders
    {
        get
        {
            lock (_lock)
            {
                return _senders.Count;
            }
        }
    }

    /// <summary>How often the clock was found wrong.</summary>
    public long Warnings => _warning.Count;

    /// <summary>Takes note of a known sender's timestamp.</summary>
    /// <param name="sender">The sender.</param>
    /// <param name="timestamp">What he dated his request, in milliseconds since 1970.</param>
    /// <param name="arrival">When it arrived, in milliseconds since 1970.</param>
    public void Observe(in AccountId sender, long timestamp, long arrival)
    {
        long at = _time.GetTimestamp();

        // Under load a few requests tell as much as all do.
        long last = Volatile.Read(ref _lastAt);
        if (last != 0 && _time.GetElapsedTime(last, at) < Spacing)
        {
            return;
        }

        Volatile.Write(ref _lastAt, at);
        lock (_lock)
        {
            if (_own.WasSet())
            {
                _senders.Clear();
            }

            _senders.Add(sender, TimeSpan.FromMilliseconds(Math.Clamp((double)arrival - timestamp, -1e12, 1e12)), at);
            _warning.Look(_senders.Drift(Since()));
        }
    }

    private long Since() => _time.TimestampAfter(-Memory);
}
