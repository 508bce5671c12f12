namespace ReverseProxy.Tests.Support;

/// <summary>A clock whose time of day is set by hand, and stands still unless it is told to run; its timers run by the real one.</summary>
public sealed class SettableClock : TimeProvider
{
    private long _milliseconds = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
    private long? _running;

    public long Milliseconds
    {
        get => Volatile.Read(ref _milliseconds) + (_running is { } since ? (long)GetElapsedTime(since).TotalMilliseconds : 0);
        set => Volatile.Write(ref _milliseconds, value);
    }

    /// <summary>Goes on from what it shows.</summary>
    public SettableClock Run()
    {
        _running = GetTimestamp();
        return this;
    }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Milliseconds);
}
