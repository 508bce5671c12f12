using ReverseProxy.Serving;
using ReverseProxy.Telemetry;

namespace ReverseProxy.Recording;

/// <summary>
/// How many requests a minute are recorded, by who made them. Verified senders' always are. Without a bound for the
/// others a flood of strangers, or of forgeries in a validator's name, would wash the validators' own out of the ring
/// (docs/decisions/0035-what-the-recorder-keeps.md).
/// </summary>
internal sealed class TrailBudget(TimeProvider time)
{
    public const int Strangers = 60;
    public const int Claimed = 600;

    private readonly Lock _lock = new();
    private long _minute;
    private int _strangers;
    private int _claimed;

    /// <summary>Whether the request is to be recorded.</summary>
    public bool TryTake(Exchange exchange)
    {
        if (exchange.Authenticated)
        {
            return true;
        }

        bool claimed = SenderClass.Of(exchange) == SenderClass.Claimed;
        long minute = time.GetUtcNow().ToUnixTimeSeconds() / 60;
        lock (_lock)
        {
            if (minute != _minute)
            {
                (_minute, _strangers, _claimed) = (minute, 0, 0);
            }

            // No further than the bound: a counter that ran over would begin anew.
            return claimed ? _claimed < Claimed && ++_claimed > 0 : _strangers < Strangers && ++_strangers > 0;
        }
    }
}
