namespace ReverseProxy.Clock;

/// <summary>Which blocks of a connection are compared with our clock: the first few, and of the others now and then one.</summary>
internal sealed class ChainClockRound(ChainClock clock, bool checks)
{
    private const int First = 4;
    private const int Every = 25;

    private int _blocks;
    private int _taken;

    /// <summary>Whether enough were compared.</summary>
    public bool IsOver => !checks || _taken >= First || _blocks >= 4 * First;

    /// <summary>Whether the block that came is to be compared.</summary>
    public bool Wants()
    {
        int block = _blocks++;
        return checks && (_taken < First || block % Every == 0);
    }

    /// <summary>Takes a block's delay; null where it could not be told.</summary>
    public void Take(TimeSpan? delay)
    {
        if (delay is { } known)
        {
            _taken++;
            clock.Observe(known);
        }
    }
}
