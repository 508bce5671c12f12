namespace ReverseProxy.Tests.Support;

/// <summary>A clock whose time of day is set by hand; its timers run by the real one.</summary>
public sealed class SettableClock : TimeProvider
{
    private long _milliseconds = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    public long Milliseconds
    {
        get => Volatile.Read(ref _milliseconds);
        set => Volatile.Write(ref _milliseconds, value);
    }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Milliseconds);
}
