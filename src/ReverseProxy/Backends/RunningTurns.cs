using ReverseProxy.Clock;

namespace ReverseProxy.Backends;

/// <summary>The turns that are taken at a pool's servers. Called under the pool's lock.</summary>
internal sealed class RunningTurns(TimeProvider time)
{
    private readonly List<Turn> _turns = [];
    private int _unfinished;

    /// <summary>Those that take a place.</summary>
    public IReadOnlyCollection<Turn> All => _turns;

    public int PlacesAt(BackendServer server) => _turns.Count(turn => turn.Server == server);

    /// <summary>A server that works on a job though the configuration may have forgotten it.</summary>
    public BackendServer? ServerAt(string address) => _turns.Find(turn => turn.Server.Address == address)?.Server;

    public Turn Begin(BackendServer server, Applicant applicant) => Begin(new(server, applicant, time.GetTimestamp()));

    public Turn Begin(Turn turn)
    {
        turn.Server.Running++;
        if (turn.Applicant.TakesPlace)
        {
            _turns.Add(turn);
        }

        return turn;
    }

    /// <summary>The request is over, the job goes on.</summary>
    public void Keep(Turn turn, bool acknowledged, TimeSpan atMost)
    {
        turn.IsAcknowledged = acknowledged;
        turn.KeptUntil = time.TimestampAfter(atMost);
        turn.Server.Unfinished++;
        _unfinished++;
    }

    /// <summary>Ends a turn; a second time is no matter.</summary>
    public void End(Turn turn)
    {
        if (turn.IsOver)
        {
            return;
        }

        turn.IsOver = true;
        turn.Server.Running--;
        _ = _turns.Remove(turn);
        if (turn.KeptUntil is not null)
        {
            turn.Server.Unfinished--;
            _unfinished--;
        }
    }

    /// <summary>Ends the turns of jobs that count as lost by now: no place is taken for ever. Those whose jobs were acknowledged are told.</summary>
    public IReadOnlyList<Turn> EndLost()
    {
        if (_unfinished == 0)
        {
            return [];
        }

        long now = time.GetTimestamp();
        List<Turn> lost = _turns.FindAll(turn => turn.KeptUntil <= now);
        lost.ForEach(End);
        return lost.FindAll(turn => turn.IsAcknowledged);
    }

    /// <summary>Ends the turns of jobs that go on at a server without their requests.</summary>
    public void EndUnfinished(BackendServer server) => _turns.FindAll(turn => turn.Server == server && turn.KeptUntil is not null).ForEach(End);
}
