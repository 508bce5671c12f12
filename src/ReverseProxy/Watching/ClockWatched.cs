using System.Globalization;
using ReverseProxy.Clock;
using ReverseProxy.Diagnosis;
using ReverseProxy.Serving;

namespace ReverseProxy.Watching;

/// <summary>Our clock, against known senders' and the chain's.</summary>
internal sealed class ClockWatched(ClockGuard senders, ChainClock chain, SnapshotHolder snapshots) : IWatched
{
    public ValueTask<IReadOnlyList<Condition>> LookAsync(CancellationToken cancellationToken)
    {
        (TimeSpan Drift, string Of)[] known =
        [
            .. senders.Drift is { } ofSenders ? [(ofSenders, "known senders'")] : Array.Empty<(TimeSpan, string)>(),
            .. chain.Drift is { } ofChain ? [(ofChain, "the chain's")] : Array.Empty<(TimeSpan, string)>(),
        ];
        if (known.Length == 0)
        {
            return new([]);
        }

        (TimeSpan drift, string of) = known.MaxBy(one => one.Drift.Duration());
        double allowed = snapshots.Current.Configuration.Auth.AllowedDeltaMilliseconds;
        string text = string.Create(CultureInfo.InvariantCulture, $"it is {Math.Abs(drift.TotalSeconds):0.0} s {(drift > TimeSpan.Zero ? "ahead of" : "behind")} {of}");
        return new(
            drift.Duration().TotalMilliseconds > allowed / 2 ? [new("clock", Outcome.Fail, text + ": validators' requests are about to be refused", "set it by NTP: timedatectl set-ntp true")]
            : drift.Duration() > ClockGuard.Tolerance ? [new Condition("clock", Outcome.Warn, text, "set it by NTP: timedatectl set-ntp true")]
            : [new Condition("clock", Outcome.Pass, text)]);
    }
}
