namespace ReverseProxy.Forwarding.Direct;

/// <summary>
/// Connections that were busy just now. None that was idle for longer is used again, so that none is used in the instant in which
/// the backend closes it (docs/decisions/0004).
/// </summary>
internal sealed class IdleLinks : IDisposable
{
    private static readonly TimeSpan SweepAfter = TimeSpan.FromSeconds(1);

    private readonly TimeSpan _idle;
    private readonly TimeProvider _time;
    private readonly ITimer _sweep;
    private readonly Lock _lock = new();
    private readonly Dictionary<Origin, Stack<Link>> _links = [];
    private bool _swept = true;
    private bool _disposed;

    /// <param name="idle">How long a connection may be idle; zero uses each once.</param>
    /// <param name="time">The clock.</param>
    public IdleLinks(TimeSpan idle, TimeProvider time)
    {
        _idle = idle;
        _time = time;
        _sweep = time.CreateTimer(static links => ((IdleLinks)links!).Sweep(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Takes the one that was busy last; null where none is left.</summary>
    public Link? Take(Origin origin)
    {
        while (Pop(origin) is { } link)
        {
            if (!IsOld(link))
            {
                return link;
            }

            link.Dispose();
        }

        return null;
    }

    /// <summary>Keeps one whose request is answered for the next.</summary>
    public void GiveBack(Origin origin, Link link)
    {
        link.IdleSince = _time.GetTimestamp();
        lock (_lock)
        {
            if (!_disposed && _idle > TimeSpan.Zero)
            {
                if (!_links.TryGetValue(origin, out Stack<Link>? stack))
                {
                    _links.Add(origin, stack = new());
                }

                stack.Push(link);
                if (_swept)
                {
                    _swept = false;
                    _ = _sweep.Change(SweepAfter, Timeout.InfiniteTimeSpan);
                }

                return;
            }
        }

        link.Dispose();
    }

    public void Dispose()
    {
        _sweep.Dispose();
        lock (_lock)
        {
            _disposed = true;
            foreach (Link link in _links.Values.SelectMany(stack => stack))
            {
                link.Dispose();
            }

            _links.Clear();
        }
    }

    private Link? Pop(Origin origin)
    {
        lock (_lock)
        {
            return _links.TryGetValue(origin, out Stack<Link>? stack) && stack.TryPop(out Link? link) ? link : null;
        }
    }

    private bool IsOld(Link link) => _time.GetElapsedTime(link.IdleSince) > _idle;

    /// <summary>Closes those that nobody may use any more.</summary>
    private void Sweep()
    {
        List<Link> old = [];
        lock (_lock)
        {
            foreach ((Origin origin, Stack<Link> stack) in _links)
            {
                ILookup<bool, Link> links = stack.Reverse().ToLookup(IsOld);
                Link[] kept = [.. links[false]];
                old.AddRange(links[true]);
                stack.Clear();
                foreach (Link link in kept)
                {
                    stack.Push(link);
                }

                if (kept.Length == 0)
                {
                    _ = _links.Remove(origin);
                }
            }

            _swept = _links.Count == 0;
            if (!_swept && !_disposed)
            {
                _ = _sweep.Change(SweepAfter, Timeout.InfiniteTimeSpan);
            }
        }

        old.ForEach(link => link.Dispose());
    }
}
