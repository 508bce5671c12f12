using ReverseProxy.Serving;
using ReverseProxy.Telemetry;

namespace ReverseProxy.Dashboard;

/// <summary>What the dashboard draws: traffic and times by the minute and by the quarter of an hour, verdicts, senders.</summary>
internal sealed class TrafficHistory(ProxyServerOptions options)
{
    private const int SendersMaximum = 128;

    private readonly bool _on = options.Reading.Configuration.Admin.Listen is not null;
    private readonly Lock _lock = new();
    private readonly TrafficRing _hour = new(TimeSpan.FromMinutes(1), 60);
    private readonly TrafficRing _day = new(TimeSpan.FromMinutes(15), 96);
    private readonly Dictionary<string, (long All, long Known)> _verdicts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Tally> _senders = new(StringComparer.Ordinal);

    /// <summary>Counts a request that is over. Where there is no admin interface nobody would look at it.</summary>
    public void Count(Exchange exchange)
    {
        if (!_on)
        {
            return;
        }

        DateTimeOffset now = options.Time.GetUtcNow();
        Verdict verdict = Verdicts.Of(exchange.Verdict);
        TrafficKind kind = KindOf(exchange, verdict);
        TimeSpan total = exchange.Stages.After(exchange.Started, Stage.Ended) ?? default;
        lock (_lock)
        {
            foreach (TrafficRing ring in new ReadOnlySpan<TrafficRing>([_hour, _day]))
            {
                TrafficSlot slot = ring.At(now);
                slot.Count(kind);
                if (exchange.Authenticated)
                {
                    slot.CountAccepted(exchange.Overhead);
                }

                if (exchange.Stages.Passed(Stage.Forwarded))
                {
                    slot.CountJob(total);
                }
            }

            (long all, long known) = _verdicts.GetValueOrDefault(verdict.Code);
            _verdicts[verdict.Code] = (all + 1, known + (exchange.SenderIsKnown ? 1 : 0));
            if (exchange.Sender is not null && (exchange.Authenticated || exchange.SenderIsKnown))
            {
                Find(_senders, exchange.SenderText!)?.Count(verdict.Kind is VerdictKind.Served, now, verdict.Code, exchange is { Authenticated: true, SenderIsKnown: true });
            }
        }
    }

    /// <summary>Lets somebody read it, while nothing changes.</summary>
    public void Read(Action<TrafficRing, TrafficRing, IReadOnlyDictionary<string, (long All, long Known)>, IReadOnlyDictionary<string, Tally>> read)
    {
        lock (_lock)
        {
            read(_hour, _day, _verdicts, _senders);
        }
    }

    private static TrafficKind KindOf(Exchange exchange, Verdict verdict) => verdict.Kind switch
    {
        VerdictKind.Served => TrafficKind.Served,
        VerdictKind.Failed => TrafficKind.Lost,
        VerdictKind.Gone => TrafficKind.Gone,
        _ => exchange.Authenticated || exchange.SenderIsKnown ? TrafficKind.Refused : TrafficKind.Noise,
    };

    private static Tally? Find(Dictionary<string, Tally> tallies, string name)
    {
        if (!tallies.TryGetValue(name, out Tally? tally) && tallies.Count < SendersMaximum)
        {
            tallies[name] = tally = new();
        }

        return tally;
    }
}
