using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ReverseProxy.Clock;

namespace ReverseProxy.Callbacks;

/// <summary>
/// Connections opened ahead to where results will go, while backends work on the jobs: the delivery then pays for no
/// look-up and no handshake. A few per target and few in all, replaced when they end or get old, and only while a result is
/// awaited there.
/// </summary>
internal sealed class ParkedConnections(CallbackConnector connector, CallbackDesk desk, TimeProvider time, ILogger<ParkedConnections> logger) : BackgroundService
{
    private const int MostPerTarget = 4;
    private const int MostTargets = 16;

    // Receivers close connections on which nothing comes; the strictest of the usual ones after a minute.
    private static readonly TimeSpan Old = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<CallbackTarget, Lot> _lots = new();
    private long _used;

    /// <summary>Connections that wait.</summary>
    public int Waiting => _lots.Values.Sum(lot => lot.Count);

    /// <summary>Connections that were used.</summary>
    public long Used => Interlocked.Read(ref _used);

    /// <summary>A result will come for a URL.</summary>
    public void Expect(Uri url)
    {
        CallbackTarget target = CallbackTarget.Of(url);
        if (_lots.ContainsKey(target) || _lots.Count < MostTargets)
        {
            _ = FillAsync(target, _lots.GetOrAdd(target, _ => new()), CancellationToken.None);
        }
    }

    /// <summary>A connection that waits for a target; null where there is none.</summary>
    public async ValueTask<Stream?> TakeAsync(CallbackTarget target)
    {
        while (_lots.TryGetValue(target, out Lot? lot) && lot.Take() is { } parked)
        {
            if (await parked.ReleaseAsync() is { } stream)
            {
                _ = Interlocked.Increment(ref _used);
                return stream;
            }
        }

        return null;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(LookInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach ((CallbackTarget target, Lot lot) in _lots)
                {
                    await LookAfterAsync(target, lot, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
        finally
        {
            foreach (CallbackTarget target in _lots.Keys)
            {
                Clear(target);
            }
        }
    }

    private async Task LookAfterAsync(CallbackTarget target, Lot lot, CancellationToken cancellationToken)
    {
        if (lot.RemoveAll(static parked => parked.IsDead))
        {
            // It does not like to be waited with: not again at once.
            lot.Pause(Later());
        }

        _ = lot.RemoveAll(parked => time.GetElapsedTime(parked.Opened) > Old);
        int awaited = desk.AwaitedAt(target);
        if (awaited == 0 && desk.OwedAt(target) == 0)
        {
            Clear(target);
        }
        else if (awaited > 0)
        {
            await FillAsync(target, lot, cancellationToken);
        }
    }

    private async Task FillAsync(CallbackTarget target, Lot lot, CancellationToken cancellationToken)
    {
        // One opens at a time; whoever finds it open goes on without.
        if (!lot.TryBegin(time.GetTimestamp()))
        {
            return;
        }

        try
        {
            while (lot.Count < Math.Min(MostPerTarget, desk.AwaitedAt(target)))
            {
                using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                timeout.CancelAfter(ConnectTimeout);
                lot.Add(new(await connector.ConnectAsync(target, timeout.Token), time.GetTimestamp()));
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or AuthenticationException or ArgumentException)
        {
            // The delivery will say so, if it is still so then.
            Log.NotWarm(logger, target.Host, exception.Message);
            lot.Pause(Later());
        }
        finally
        {
            lot.End();
        }
    }

    private long Later() => time.TimestampAfter(AfterFailure);

    private void Clear(CallbackTarget target)
    {
        if (_lots.TryRemove(target, out Lot? lot))
        {
            lot.Close();
        }
    }

    /// <summary>The connections that wait for one target, the newest last.</summary>
    private sealed class Lot
    {
        private readonly Lock _lock = new();
        private readonly List<ParkedConnection> _parked = [];
        private bool _opening;
        private bool _closed;
        private long _notBefore = long.MinValue;

        public int Count
        {
            get
            {
                lock (_lock)
                {
                    return _parked.Count;
                }
            }
        }

        public bool TryBegin(long now)
        {
            lock (_lock)
            {
                bool begins = !_opening && !_closed && now >= _notBefore;
                _opening |= begins;
                return begins;
            }
        }

        public void End()
        {
            lock (_lock)
            {
                _opening = false;
            }
        }

        public void Pause(long notBefore)
        {
            lock (_lock)
            {
                _notBefore = notBefore;
            }
        }

        public void Add(ParkedConnection parked)
        {
            lock (_lock)
            {
                if (!_closed)
                {
                    _parked.Add(parked);
                    return;
                }
            }

            parked.Dispose();
        }

        public void Close()
        {
            lock (_lock)
            {
                _closed = true;
            }

            _ = RemoveAll(static _ => true);
        }

        public ParkedConnection? Take()
        {
            lock (_lock)
            {
                ParkedConnection? parked = _parked.Count > 0 ? _parked[^1] : null;
                _ = parked is not null && _parked.Remove(parked);
                return parked;
            }
        }

        public bool RemoveAll(Predicate<ParkedConnection> match)
        {
            lock (_lock)
            {
                List<ParkedConnection> removed = _parked.FindAll(match);
                removed.ForEach(parked => parked.Dispose());
                return _parked.RemoveAll(removed.Contains) > 0;
            }
        }
    }
}
