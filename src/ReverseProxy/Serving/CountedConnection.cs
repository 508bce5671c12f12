namespace ReverseProxy.Serving;

/// <summary>A connection that was accepted. It counts as fresh until its first request has begun.</summary>
internal sealed class CountedConnection(OpenDoors doors)
{
    private int _begun;

    /// <summary>A request has begun on it, or it has ended.</summary>
    public void Begin()
    {
        if (Volatile.Read(ref _begun) == 0 && Interlocked.Exchange(ref _begun, 1) == 0)
        {
            doors.Leave();
        }
    }
}
