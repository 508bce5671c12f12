namespace Substrate.Cryptography.Tests.Sr25519;

/// <summary>A clock that stands still between steps.</summary>
internal sealed class SteppingClock : TimeProvider
{
    private long _ticks = 1;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    internal void Step(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
}
