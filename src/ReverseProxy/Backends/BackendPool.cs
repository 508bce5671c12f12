using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using ReverseProxy.Configuration;

namespace ReverseProxy.Backends;

/// <summary>
/// Servers that can do the same work, and the line of requests that wait for them. It outlives configurations: a changed
/// one only changes its settings, so a server that stays keeps its state, and whoever waits goes on waiting.
/// </summary>
internal sealed class BackendPool(string name, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly List<Waiting> _line = [];
    private readonly List<Turn> _running = [];
    private readonly Dictionary<string, ServiceTime> _times = [];
    private BackendServer[] _servers = [];
    private PoolSettings? _settings;
    private long _arrivals;

    public string Name => name;

    public PoolSettings Settings => Volatile.Read(ref _settings)!;

    public IReadOnlyList<BackendServer> Servers => Volatile.Read(ref _servers);

    /// <summary>Requests that wait for a server.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _line.Count;
            }
        }
    }

    /// <summary>Puts settings in force; servers that stay keep their state.</summary>
    public void Configure(PoolSettings settings)
    {
        lock (_lock)
        {
            BackendServer[] servers = [.. settings.Servers.Select(server => Configured(server))];
            if (settings.Health is null && _settings?.Health is not null)
            {
                foreach (BackendServer server in servers)
                {
                    server.Health.ForgetProbes();
                }
            }

            Volatile.Write(ref _servers, servers);
            Volatile.Write(ref _settings, settings);
            ServeLine();
        }

        BackendServer Configured(PoolServerSettings configured)
        {
            string address = configured.Url.TrimEnd('/');
            BackendServer server = Array.Find(_servers, known => known.Address == address) ?? new(name, address, time);
            server.Weight = configured.Weight;
            return server;
        }
    }

    /// <summary>The jobs' times of each route, for those who look.</summary>
    public IReadOnlyList<(string Route, TimeSpan Mean, TimeSpan Expected, long Samples)> Times()
    {
        lock (_lock)
        {
            return [.. _times.Select(pair => (pair.Key, pair.Value.Mean, pair.Value.Expected, pair.Value.Samples))];
        }
    }

    /// <summary>Gives an applicant a turn, lets it wait for one, or refuses it at once where waiting is of no use.</summary>
    /// <exception cref="OperationCanceledException">The caller left the line.</exception>
    public ValueTask<Admission> EnterAsync(Applicant applicant, CancellationToken cancellationToken)
    {
        Waiting waiting;
        lock (_lock)
        {
            if (Choose(applicant) is { } server)
            {
                return new(new Admission(Begin(server, applicant), null));
            }

            if (!applicant.TakesPlace || _settings!.Concurrency == 0 || Usable(applicant).Count == 0)
            {
                return default;
            }

            waiting = new(applicant, _arrivals++);
            if (Refusal(waiting) is { } refusal)
            {
                return new(new Admission(null, refusal));
            }

            if (_line.Count >= _settings.Queue)
            {
                Waiting? last = _line.Count == 0 ? null : _line[^1];
                if (last is null || !waiting.ComesBefore(last))
                {
                    return new(new Admission(null, Full(waiting)));
                }

                // Whoever would be served last makes room for somebody who comes before it.
                _line.Remove(last);
                last.Refuse(Full(last));
            }

            int position = _line.FindIndex(waiting.ComesBefore);
            _line.Insert(position < 0 ? _line.Count : position, waiting);
        }

        return new(WaitAsync(waiting, cancellationToken));
    }

    /// <summary>Ends a turn.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="done">Whether the job was done, so that its time is worth learning.</param>
    public void Leave(Turn turn, bool done)
    {
        lock (_lock)
        {
            turn.Server.Running--;
            if (turn.Applicant.TakesPlace)
            {
                _ = _running.Remove(turn);
                if (done)
                {
                    TimeOf(turn.Applicant.Route).Learn(time.GetElapsedTime(turn.Started));
                }

                ServeLine();
            }
        }
    }

    /// <summary>A server answered a job.</summary>
    public static void Answered(BackendServer server)
    {
        server.CountServed();
        server.Health.Succeeded();
    }

    /// <summary>A server failed a job. It is left out for that only while another can be used.</summary>
    public void Failed(BackendServer server, string reason)
    {
        server.CountFailed();
        bool others = Array.Exists(_servers, other => other != server && other.Health is { IsUnwell: false, IsEjected: false });
        if (server.Health.Failed(reason, Settings.Ejection, others) is { } time)
        {
            Log.Ejected(logger, server.Address, name, time.TotalSeconds, reason);
        }
    }

    /// <summary>A probe's verdict on a server; <paramref name="fault"/> is null where it is well.</summary>
    public void Probed(BackendServer server, string? fault)
    {
        if (Settings.Health is { } health && server.Health.Probed(fault, health))
        {
            if (fault is null)
            {
                Log.Well(logger, server.Address, name);
            }
            else
            {
                Log.Unwell(logger, server.Address, name, fault);
            }
        }
    }

    /// <summary>Lets in who waits, where a server can be used again because time has passed.</summary>
    public void Refresh()
    {
        lock (_lock)
        {
            ServeLine();
        }
    }

    private async Task<Admission> WaitAsync(Waiting waiting, CancellationToken cancellationToken)
    {
        Applicant applicant = waiting.Applicant;
        try
        {
            TimeSpan patience = applicant.Deadline is { } deadline ? Left(deadline) - Expected(applicant.Route) : Timeout.InfiniteTimeSpan;
            return await waiting.Admission.WaitAsync(applicant.Deadline is null ? patience : TimeSpan.FromTicks(Math.Max(0, patience.Ticks)), time, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            lock (_lock)
            {
                if (_line.Remove(waiting))
                {
                    return exception is TimeoutException
                        ? new(null, new("deadline", PredictStart(waiting) + Expected(applicant.Route), Soon))
                        : throw new OperationCanceledException(cancellationToken);
                }
            }

            // Its turn came at the same moment.
            Admission admission = await waiting.Admission;
            if (exception is OperationCanceledException && admission.Turn is { } turn)
            {
                Leave(turn, done: false);
                throw;
            }

            return admission;
        }
    }

    private void ServeLine()
    {
        for (int i = 0; i < _line.Count;)
        {
            Waiting next = _line[i];
            if (Choose(next.Applicant) is { } server)
            {
                _line.RemoveAt(i);
                next.Admit(Begin(server, next.Applicant));
            }
            else if (Usable(next.Applicant).Count == 0)
            {
                // Waiting is for busy servers; for one that is away the retry budget counts.
                _line.RemoveAt(i);
                next.Dismiss();
            }
            else
            {
                i++;
            }
        }
    }

    private Turn Begin(BackendServer server, Applicant applicant)
    {
        Turn turn = new(server, applicant, time.GetTimestamp());
        server.Running++;
        if (applicant.TakesPlace)
        {
            _running.Add(turn);
        }

        return turn;
    }

    /// <summary>A server that can begin at once; null where there is none.</summary>
    private BackendServer? Choose(Applicant applicant)
    {
        if (_servers is [var single] && applicant.Only is null && (_settings!.Concurrency == 0 || !applicant.TakesPlace))
        {
            // The usual case: one server, and no waiting for it.
            return single.Health.IsUnwell ? null : single;
        }

        List<BackendServer> usable = Usable(applicant);
        if (applicant.TakesPlace && _settings!.Concurrency > 0)
        {
            _ = usable.RemoveAll(server => PlacesTaken(server) >= _settings.Concurrency);
        }

        return usable.Count == 0 ? null : Balancing.Choose(_settings!.Policy, usable, RandomNumberGenerator.GetInt32);
    }

    /// <summary>
    /// The servers to choose from: those that nothing speaks against and that were not tried yet; else those that only
    /// failed jobs speak against; else all that were tried. One whose health answer is wrong is never among them.
    /// </summary>
    private List<BackendServer> Usable(Applicant applicant)
    {
        if (applicant.Only is { } only)
        {
            return [only];
        }

        List<BackendServer> well = [.. _servers.Where(server => !server.Health.IsUnwell)];
        List<BackendServer> untried = well.FindAll(server => !applicant.Avoided.Contains(server));
        List<BackendServer> candidates = untried.Count > 0 ? untried : well;
        List<BackendServer> ready = candidates.FindAll(server => !server.Health.IsEjected);
        return ready.Count > 0 ? ready : candidates;
    }

    private int PlacesTaken(BackendServer server) => _running.Count(turn => turn.Server == server);

    private ServiceTime TimeOf(string route)
    {
        if (!_times.TryGetValue(route, out ServiceTime? known))
        {
            _times[route] = known = new();
        }

        return known;
    }

    private TimeSpan Expected(string route) => TimeOf(route).Expected;

    private TimeSpan Left(long deadline) => time.GetElapsedTime(time.GetTimestamp(), deadline);

    /// <summary>A refusal, where the job could not be done before its deadline.</summary>
    private TurnRefusal? Refusal(Waiting waiting)
    {
        if (waiting.Applicant.Deadline is not { } deadline)
        {
            return null;
        }

        TimeSpan start = PredictStart(waiting);
        TimeSpan estimate = start + Expected(waiting.Applicant.Route);
        return estimate > Left(deadline) ? new("deadline", estimate, start) : null;
    }

    private TurnRefusal Full(Waiting waiting)
    {
        TimeSpan start = PredictStart(waiting);
        return new("queue_full", start + Expected(waiting.Applicant.Route), start);
    }

    /// <summary>When a turn would come: the places fall free as their jobs are expected to end, and those ahead take them first.</summary>
    private TimeSpan PredictStart(Waiting waiting)
    {
        List<BackendServer> usable = Usable(waiting.Applicant);
        PriorityQueue<int, double> free = new();
        foreach (BackendServer server in usable)
        {
            int taken = 0;
            foreach (Turn turn in _running.Where(turn => turn.Server == server))
            {
                taken++;
                free.Enqueue(0, Math.Max(0, (Expected(turn.Applicant.Route) - time.GetElapsedTime(turn.Started)).TotalSeconds));
            }

            for (; taken < _settings!.Concurrency; taken++)
            {
                free.Enqueue(0, 0);
            }
        }

        double start = 0;
        foreach (Applicant ahead in _line.Where(other => other != waiting && other.ComesBefore(waiting)).Select(other => other.Applicant).Append(waiting.Applicant))
        {
            if (!free.TryDequeue(out _, out start))
            {
                return Soon;
            }

            free.Enqueue(0, start + Expected(ahead.Route).TotalSeconds);
        }

        return TimeSpan.FromSeconds(start);
    }
}
