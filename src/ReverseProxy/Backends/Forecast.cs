namespace ReverseProxy.Backends;

/// <summary>
/// Plays a pool's near future through: places fall free as their jobs are expected to end, what servers say that they have
/// waiting comes before ours, and those ahead in the line take the places first. Called under the pool's lock.
/// </summary>
internal sealed class Forecast(JobTimes times, TimeProvider time)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    /// <summary>When a turn would come.</summary>
    /// <param name="applicant">Whose.</param>
    /// <param name="servers">The servers that will do.</param>
    /// <param name="places">How many places each of them has.</param>
    /// <param name="running">All turns that are taken.</param>
    /// <param name="ahead">Whoever comes before, in order.</param>
    public TimeSpan Start(Applicant applicant, IEnumerable<BackendServer> servers, int places, IReadOnlyCollection<Turn> running, IEnumerable<Applicant> ahead)
    {
        PriorityQueue<int, double> free = new();
        foreach (BackendServer server in servers)
        {
            int taken = 0;
            double behind = Backlog(server, applicant, places).TotalSeconds;
            foreach (Turn turn in running.Where(turn => turn.Server == server))
            {
                taken++;
                free.Enqueue(0, Math.Max(0, (times.ToEnd(turn.Applicant) - time.GetElapsedTime(turn.Started)).TotalSeconds) + behind);
            }

            for (; taken < places; taken++)
            {
                free.Enqueue(0, behind);
            }
        }

        double start = 0;
        foreach (Applicant next in ahead.Append(applicant))
        {
            if (!free.TryDequeue(out _, out start))
            {
                return Soon;
            }

            free.Enqueue(0, start + times.ToEnd(next).TotalSeconds);
        }

        return TimeSpan.FromSeconds(start);
    }

    /// <summary>How long a server is busy with jobs that it has from others, by its own report.</summary>
    public TimeSpan Backlog(BackendServer server, Applicant applicant, int places)
    {
        (long jobs, long reported) = server.Backlog;
        TimeSpan work = times.ToEnd(applicant) * ((double)jobs / Math.Max(1, places));
        TimeSpan left = work - time.GetElapsedTime(reported);
        return jobs > 0 && left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>A refusal, where a job that starts then is answered or done too late.</summary>
    public TurnRefusal? Refusal(Applicant applicant, TimeSpan start)
    {
        bool late = (applicant.Deadline is { } deadline && start + times.ToAnswer(applicant) > Left(deadline))
            || (applicant.FinishBy is { } finishBy && start + times.ToEnd(applicant) > Left(finishBy));
        return late ? Refusal("deadline", applicant, start) : null;
    }

    public TurnRefusal Refusal(string code, Applicant applicant, TimeSpan start) => new(code, start + times.ToEnd(applicant), start > Soon ? start : Soon);

    /// <summary>How long a turn is worth waiting for; null where nobody knows.</summary>
    public TimeSpan? Patience(Applicant applicant)
    {
        TimeSpan? toAnswer = applicant.Deadline is { } deadline ? Left(deadline) - times.ToAnswer(applicant) : null;
        TimeSpan? toEnd = applicant.FinishBy is { } finishBy ? Left(finishBy) - times.ToEnd(applicant) : null;
        TimeSpan? least = toAnswer < toEnd || toEnd is null ? toAnswer : toEnd;
        return least < TimeSpan.Zero ? TimeSpan.Zero : least;
    }

    private TimeSpan Left(long deadline) => time.GetElapsedTime(time.GetTimestamp(), deadline);
}
