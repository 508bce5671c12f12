using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace ReverseProxy.Serving;

/// <summary>
/// What is listened on, and how many connections came in whose first request has not begun. The server would close those
/// when it stops, however lately they came; here it first stops accepting, and then waits a moment for them.
/// </summary>
internal sealed class OpenDoors(TimeProvider time)
{
    // Longer than a handshake and the sending of a request take; whoever says nothing for so long wants nothing.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    private readonly ConcurrentBag<IConnectionListener> _listeners = [];
    private int _fresh;

    public void Add(IConnectionListener listener) => _listeners.Add(listener);

    public CountedConnection Enter()
    {
        _ = Interlocked.Increment(ref _fresh);
        return new(this);
    }

    public void Leave() => Interlocked.Decrement(ref _fresh);

    /// <summary>Stops accepting, and returns when every connection that came in before has begun its first request or had its time.</summary>
    public async Task CloseAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        foreach (IConnectionListener listener in _listeners)
        {
            await listener.UnbindAsync(CancellationToken.None);
        }

        long started = time.GetTimestamp();
        TimeSpan wait = patience < LongestWait ? patience : LongestWait;
        while (Volatile.Read(ref _fresh) > 0 && time.GetElapsedTime(started) < wait && !cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(Step, time, CancellationToken.None);
        }
    }
}
