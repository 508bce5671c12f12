using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using ReverseProxy.Backends;
using ReverseProxy.Clock;
using ReverseProxy.Configuration;
using ReverseProxy.Logging;

namespace ReverseProxy.Callbacks;

/// <summary>
/// All tickets that are open: makes them, takes results for them, and hands what is to be delivered to
/// <see cref="CallbackDelivery"/>. What it says it has is on disk, unless the disk refuses: then it is in memory at least.
/// </summary>
internal sealed class CallbackDesk(CallbackSpool spool, BackendRegistry backends, TimeProvider time, ILogger<CallbackDesk> logger)
{
    private const int TokenBytes = 32;

    private readonly ConcurrentDictionary<string, Entry> _entries = new();
    private readonly Channel<(CallbackTicket Ticket, bool MayHaveArrived)> _due = Channel.CreateUnbounded<(CallbackTicket, bool)>();

    /// <summary>What may happen to a result that comes in.</summary>
    public enum Verdict
    {
        /// <summary>Nobody awaits it.</summary>
        Unknown,

        /// <summary>It was taken.</summary>
        Taken,

        /// <summary>The first one counts; this one is dropped.</summary>
        Again,
    }

    private enum State
    {
        Awaited,
        Owed,
        Done,
    }

    /// <summary>Whose results are to be delivered, and whether an earlier process may have done it without living to note it.</summary>
    public ChannelReader<(CallbackTicket Ticket, bool MayHaveArrived)> Due => _due.Reader;

    public CallbackFates Fates { get; } = new();

    /// <summary>How long the result waits that is owed for longest; null where none is.</summary>
    public TimeSpan? OldestOwed => _entries.Values.Where(entry => entry.State is State.Owed).Select(entry => (TimeSpan?)time.GetElapsedTime(entry.OwedSince)).Max();

    public int Awaited => _entries.Values.Count(entry => entry.State is State.Awaited);

    public int Owed => _entries.Values.Count(entry => entry.State is State.Owed);

    /// <summary>How many results are awaited that will go to a target.</summary>
    public int AwaitedAt(CallbackTarget target) => _entries.Values.Count(entry => entry.State is State.Awaited && CallbackTarget.Of(entry.Ticket.Url) == target);

    /// <summary>How many results are owed to a target.</summary>
    public int OwedAt(CallbackTarget target) => _entries.Values.Count(entry => entry.State is State.Owed && CallbackTarget.Of(entry.Ticket.Url) == target);

    /// <summary>Takes over what an earlier process left. The pools are in force by then.</summary>
    /// <param name="expiry">How long a new result would be tried.</param>
    public void TakeOver(TimeSpan expiry)
    {
        IReadOnlyList<(CallbackTicket Ticket, bool HasResult, PlaceNote? Place)> left = spool.Load(expiry);
        foreach ((CallbackTicket ticket, bool hasResult, PlaceNote? place) in left)
        {
            _entries[ticket.Token] = new(ticket)
            {
                State = hasResult ? State.Owed : State.Awaited,
                OwedSince = time.GetTimestamp(),
                Place = hasResult || place is null ? null : TakeOver(place),
            };
            if (hasResult)
            {
                _ = _due.Writer.TryWrite((ticket, MayHaveArrived: true));
            }
        }

        if (left.Count > 0)
        {
            Log.TakenOver(logger, left.Count(one => one.HasResult), left.Count(one => !one.HasResult));
        }
    }

    /// <summary>Opens a ticket; null where it cannot be written down, for then a restart would lose the result.</summary>
    public CallbackTicket? Open(Uri url, string job, CallbackSettings settings)
    {
        CallbackTicket ticket = new(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes)),
            url,
            Printable.Line(job),
            time.GetUtcNow() + settings.Expiry,
            time.TimestampAfter(settings.Expiry));
        try
        {
            spool.Open(ticket);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.SpoolFails(logger, "the state directory", exception.Message);
            return null;
        }

        _entries[ticket.Token] = new(ticket);
        Fates.Count(CallbackFate.Insured);
        return ticket;
    }

    /// <summary>The backend did not take the job: nothing will come.</summary>
    public void Cancel(CallbackTicket ticket)
    {
        if (_entries.TryGetValue(ticket.Token, out Entry? entry) && entry.TryMove(State.Awaited, State.Done))
        {
            Fates.Count(CallbackFate.Cancelled);
            Forget(ticket);
        }
    }

    /// <summary>A server works on a job whose request is over: it takes its place until the result comes.</summary>
    /// <param name="ticket">The job's ticket.</param>
    /// <param name="place">The place.</param>
    /// <param name="acknowledged">Whether the server has said that it has the job.</param>
    /// <param name="lostAfter">After which time the job counts as lost, where it was acknowledged; else as soon as such jobs usually end.</param>
    public void Occupy(CallbackTicket ticket, HeldPlace place, bool acknowledged, TimeSpan lostAfter)
    {
        place.Pool.Keep(place.Turn, acknowledged, acknowledged ? lostAfter : null);
        if (!_entries.TryGetValue(ticket.Token, out Entry? entry) || !entry.TryPlace(place))
        {
            // The result was quicker than the answer.
            place.Pool.Finish(place.Turn, failed: false);
        }
        else if (acknowledged)
        {
            spool.Note(ticket, new(place.Turn.Server.Identity, place.Turn.Applicant.Route, time.GetUtcNow() - time.GetElapsedTime(place.Turn.Started), lostAfter));
        }
    }

    /// <summary>Takes a result.</summary>
    /// <param name="token">For which ticket.</param>
    /// <param name="result">The result.</param>
    /// <param name="failed">Whether it says that the job failed.</param>
    public Verdict Take(string token, CallbackResult result, bool failed)
    {
        if (!_entries.TryGetValue(token, out Entry? entry) || Left(entry.Ticket) <= TimeSpan.Zero)
        {
            return Verdict.Unknown;
        }

        // In memory first: from here on it is delivered whatever the disk does.
        if (!entry.TryHold(result, time.GetTimestamp()))
        {
            Fates.Count(CallbackFate.Repeated);
            return Verdict.Again;
        }

        Fates.Count(CallbackFate.Taken);
        entry.Vacate(failed);
        Keep(entry, result);
        Log.Taken(logger, entry.Ticket.Job, result.Body.Length, entry.Ticket.Url.Host);
        _ = _due.Writer.TryWrite((entry.Ticket, MayHaveArrived: false));
        return Verdict.Taken;
    }

    /// <summary>The result of a ticket that is owed.</summary>
    public CallbackResult? ResultOf(CallbackTicket ticket)
    {
        if (!_entries.TryGetValue(ticket.Token, out Entry? entry))
        {
            return null;
        }

        if (entry.Held is not { } held)
        {
            return spool.Take(ticket);
        }

        // The disk may have room again.
        Keep(entry, held);
        return held;
    }

    /// <summary>How long a ticket is still good.</summary>
    public TimeSpan Left(CallbackTicket ticket) => time.GetElapsedTime(time.GetTimestamp(), ticket.Deadline);

    /// <summary>The result was delivered: never again.</summary>
    public void Settle(CallbackTicket ticket)
    {
        spool.Close(ticket.Token);
        Fates.Count(CallbackFate.Delivered);

        // Remembered until it expires, so that a backend that calls twice is told so.
        if (_entries.TryGetValue(ticket.Token, out Entry? entry))
        {
            entry.Held = null;
            _ = entry.TryMove(State.Owed, State.Done);
        }
    }

    /// <summary>The result will not be delivered.</summary>
    public void GiveUp(CallbackTicket ticket, string reason, CallbackFate fate = CallbackFate.Undeliverable)
    {
        Fates.Count(fate);
        Log.GivenUp(logger, ticket.Job, reason);
        Forget(ticket);
    }

    /// <summary>Forgets tickets whose time is over and for which nothing is on its way.</summary>
    public void Sweep()
    {
        foreach (Entry entry in _entries.Values.Where(entry => Left(entry.Ticket) <= TimeSpan.Zero))
        {
            if (entry.TryMove(State.Awaited, State.Done))
            {
                GiveUp(entry.Ticket, "its backend never delivered it", CallbackFate.Expired);
            }
            else if (entry.State is State.Done)
            {
                Forget(entry.Ticket);
            }
        }
    }

    private void Keep(Entry entry, CallbackResult result)
    {
        try
        {
            spool.Keep(entry.Ticket, result);
            entry.Held = null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.SpoolFails(logger, "the state directory", exception.Message);
        }
    }

    private void Forget(CallbackTicket ticket)
    {
        if (_entries.TryRemove(ticket.Token, out Entry? entry))
        {
            entry.GiveUpPlace();
        }

        spool.Close(ticket.Token);
    }

    private HeldPlace? TakeOver(PlaceNote note)
    {
        // The wall clock may have jumped meanwhile: a place is not taken longer for it, nor a job older than its limit.
        TimeSpan since = time.GetUtcNow() - note.Since;
        since = since < TimeSpan.Zero ? TimeSpan.Zero : since;
        return since < note.LostAfter && backends.Find(note.Server) is var (pool, server)
            ? new(pool, pool.TakeOver(server, note.Route, since, note.LostAfter - since))
            : null;
    }

    private sealed class Entry(CallbackTicket ticket)
    {
        private readonly Lock _lock = new();

        public CallbackTicket Ticket => ticket;

        public State State { get; set; }

        /// <summary>The result, while it is not on disk.</summary>
        public CallbackResult? Held { get; set; }

        /// <summary>The place that the job takes; null where it takes none, or none any more.</summary>
        public HeldPlace? Place { get; set; }

        /// <summary>Notes the place of a job whose result is not there yet.</summary>
        public bool TryPlace(HeldPlace place)
        {
            lock (_lock)
            {
                Place = State is State.Awaited ? place : null;
                return Place is not null;
            }
        }

        /// <summary>The job has ended.</summary>
        public void Vacate(bool failed)
        {
            if (TakePlace() is { } place)
            {
                place.Pool.Finish(place.Turn, failed);
            }
        }

        /// <summary>Nothing is known of the job, and nobody will learn more.</summary>
        public void GiveUpPlace()
        {
            if (TakePlace() is { } place)
            {
                place.Pool.Leave(place.Turn, done: false);
            }
        }

        /// <summary>Since when it is owed.</summary>
        public long OwedSince { get; set; }

        public bool TryMove(State from, State to)
        {
            lock (_lock)
            {
                bool moves = State == from;
                State = moves ? to : State;
                return moves;
            }
        }

        private HeldPlace? TakePlace()
        {
            lock (_lock)
            {
                HeldPlace? place = Place;
                Place = null;
                return place;
            }
        }

        public bool TryHold(CallbackResult result, long now)
        {
            lock (_lock)
            {
                if (State is not State.Awaited)
                {
                    return false;
                }

                (State, Held, OwedSince) = (State.Owed, result, now);
                return true;
            }
        }
    }
}
