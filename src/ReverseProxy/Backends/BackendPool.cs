using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using ReverseProxy.Clock;
using ReverseProxy.Configuration;

namespace ReverseProxy.Backends;

/// <summary>
/// Servers that can do the same work, and the line of requests that wait for them. It outlives configurations: a changed
/// one only changes its settings, so a server that stays keeps its state, and whoever waits goes on waiting.
/// </summary>
internal sealed class BackendPool(string name, TimeProvider time, ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly List<Waiting> _line = [];
    private readonly RunningTurns _running = new(time);
    private readonly JobTimes _times = new();
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

    /// <summary>Whether a server of it is working on a job.</summary>
    public bool IsBusy
    {
        get
        {
            lock (_lock)
            {
                return _running.All.Count > 0;
            }
        }
    }

    private Forecast Forecast => field ??= new(_times, time);

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

            if (settings.ConcurrencyIsFor is { } route && _settings?.ConcurrencyIsFor is null)
            {
                Log.OneAtATime(logger, name, route);
            }

            Volatile.Write(ref _servers, servers);
            Volatile.Write(ref _settings, settings);
            ServeLine();
        }

        BackendServer Configured(PoolServerSettings configured)
        {
            string address = configured.Url.TrimEnd('/');
            BackendServer server = Array.Find(_servers, known => known.Address == address) ?? _running.ServerAt(address) ?? new(name, address, time);
            server.Weight = configured.Weight;
            return server;
        }
    }

    /// <summary>The jobs' times of each route, for those who look.</summary>
    public IReadOnlyList<(string Route, ServiceTime Answer, ServiceTime End)> Times()
    {
        lock (_lock)
        {
            return [.. _times.All.Select(one => (one.Route, one.Answer.Copy(), one.End.Copy()))];
        }
    }

    /// <summary>Gives an applicant a turn, lets it wait for one, or refuses it at once where waiting is of no use.</summary>
    /// <exception cref="OperationCanceledException">The caller left the line.</exception>
    public ValueTask<Admission> EnterAsync(Applicant applicant, CancellationToken cancellationToken)
    {
        Waiting waiting;
        lock (_lock)
        {
            GiveUpLost();
            if (Choose(applicant) is { } server)
            {
                // A free place is refused for what the server itself says that it has to do first, never for what jobs took
                // before: else nothing would be learned any more.
                TimeSpan behind = HasPlaces(applicant) ? Forecast.Backlog(server, applicant, _settings!.Concurrency) : TimeSpan.Zero;
                return behind > TimeSpan.Zero && Forecast.Refusal(applicant, behind) is { } late
                    ? new(new Admission(null, late))
                    : new(new Admission(_running.Begin(server, applicant), null));
            }

            if (!HasPlaces(applicant) || Candidates.For(applicant, _servers).Count == 0)
            {
                return default;
            }

            waiting = new(applicant, _arrivals++);
            if (Forecast.Refusal(applicant, PredictStart(waiting)) is { } refusal)
            {
                return new(new Admission(null, refusal));
            }

            if (_line.Count >= _settings!.Queue)
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

    /// <summary>Ends a turn with its request.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="done">Whether the job was done, so that its time is worth learning.</param>
    public void Leave(Turn turn, bool done)
    {
        lock (_lock)
        {
            _running.End(turn);
            if (turn.Applicant.TakesPlace)
            {
                if (done)
                {
                    _times.LearnAnswer(turn.Applicant.Route, time.GetElapsedTime(turn.Started));
                }

                ServeLine();
            }
        }
    }

    /// <summary>A turn whose request is over and whose job goes on: the place stays taken.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="acknowledged">Whether the server has said that it has the job.</param>
    /// <param name="atMost">After which time the job counts as lost; null for as long as such jobs take.</param>
    public void Keep(Turn turn, bool acknowledged, TimeSpan? atMost)
    {
        lock (_lock)
        {
            if (acknowledged)
            {
                _times.LearnAnswer(turn.Applicant.Route, time.GetElapsedTime(turn.Started));
            }

            _running.Keep(turn, acknowledged, atMost ?? _times.ToEnd(turn.Applicant));
            ServeLine();
        }
    }

    /// <summary>A job that a server took from an earlier process, and that is not over.</summary>
    public Turn TakeOver(BackendServer server, string route, TimeSpan since, TimeSpan atMost)
    {
        lock (_lock)
        {
            Applicant applicant = new() { Route = route, TakesPlace = true, EndsWithCallback = true };
            long started = time.TimestampAfter(-since);
            Turn turn = _running.Begin(new Turn(server, applicant, started) { IsTakenOver = true });
            _running.Keep(turn, acknowledged: true, atMost);
            return turn;
        }
    }

    /// <summary>A job has ended: its callback came. Its place may have been given up before.</summary>
    public void Finish(Turn turn, bool failed)
    {
        lock (_lock)
        {
            if (!failed && !turn.IsTakenOver)
            {
                _times.LearnEnd(turn.Applicant.Route, time.GetElapsedTime(turn.Started));
            }

            _running.End(turn);
            ServeLine();
        }

        if (!failed)
        {
            turn.Server.Health.Succeeded();
        }
        else if (Settings.Ejection.CountServerErrors)
        {
            Failed(turn.Server, "it reports that a job failed");
        }
    }

    /// <summary>Nothing listens at a server any more: what it worked on is gone with it.</summary>
    public void Gone(BackendServer server)
    {
        lock (_lock)
        {
            if (server.Unfinished > 0)
            {
                Log.JobsGone(logger, server.Address, name, server.Unfinished);
                _running.EndUnfinished(server);
                ServeLine();
            }
        }
    }

    /// <summary>A server answered a job.</summary>
    /// <param name="server">The server.</param>
    /// <param name="proven">Whether that shows that it works.</param>
    public static void Answered(BackendServer server, bool proven)
    {
        server.CountServed();
        if (proven)
        {
            server.Health.Succeeded();
        }
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

    /// <summary>A probe's verdict on a server; its fault is null where it is well.</summary>
    public void Probed(BackendServer server, ProbeAnswer answer)
    {
        lock (_lock)
        {
            // Of what waits there, ours is what it has from us beyond what it works on.
            server.ReportedQueue = answer.Queue;
            long ours = Math.Max(0, server.Unfinished - Math.Max(1, Settings.Concurrency));
            server.Backlog = (Math.Max(0, (answer.Queue ?? 0) - ours), time.GetTimestamp());
        }

        if (answer.Refused)
        {
            Gone(server);
        }

        string? fault = answer.Fault;
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

    /// <summary>Lets in who waits, where time has passed.</summary>
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
            TimeSpan? patience;
            lock (_lock)
            {
                patience = Forecast.Patience(applicant);
            }

            return await waiting.Admission.WaitAsync(patience ?? Timeout.InfiniteTimeSpan, time, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            lock (_lock)
            {
                if (_line.Remove(waiting))
                {
                    return exception is TimeoutException
                        ? new(null, Forecast.Refusal("deadline", applicant, PredictStart(waiting)))
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
        GiveUpLost();
        for (int i = 0; i < _line.Count;)
        {
            Waiting next = _line[i];
            if (Choose(next.Applicant) is { } server)
            {
                _line.RemoveAt(i);
                next.Admit(_running.Begin(server, next.Applicant));
            }
            else if (Candidates.For(next.Applicant, _servers).Count == 0)
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

    private void GiveUpLost()
    {
        foreach (Turn turn in _running.EndLost())
        {
            double seconds = Math.Round(time.GetElapsedTime(turn.Started).TotalSeconds, 1);
            Log.JobLost(logger, turn.Server.Address, name, seconds);
            Failed(turn.Server, string.Create(CultureInfo.InvariantCulture, $"it took a job and did not call back within {seconds} s"));
        }
    }

    private bool HasPlaces(Applicant applicant) => applicant.TakesPlace && _settings!.Concurrency > 0;

    /// <summary>A server that can begin at once; null where there is none.</summary>
    private BackendServer? Choose(Applicant applicant)
    {
        if (_servers is [var single] && applicant.Only is null && !HasPlaces(applicant))
        {
            // The usual case: one server, and no waiting for it.
            return single.Health.IsUnwell ? null : single;
        }

        List<BackendServer> usable = Candidates.For(applicant, _servers);
        if (HasPlaces(applicant))
        {
            _ = usable.RemoveAll(server => _running.PlacesAt(server) >= _settings!.Concurrency);
            if (usable.Exists(server => server.Backlog.Jobs == 0))
            {
                _ = usable.RemoveAll(server => server.Backlog.Jobs > 0);
            }
        }

        return usable.Count == 0 ? null : Balancing.Choose(_settings!.Policy, usable, RandomNumberGenerator.GetInt32);
    }

    private TurnRefusal Full(Waiting waiting) => Forecast.Refusal("queue_full", waiting.Applicant, PredictStart(waiting));

    private TimeSpan PredictStart(Waiting waiting) => Forecast.Start(
        waiting.Applicant,
        Candidates.For(waiting.Applicant, _servers),
        _settings!.Concurrency,
        _running.All,
        _line.Where(other => other != waiting && other.ComesBefore(waiting)).Select(other => other.Applicant));
}
