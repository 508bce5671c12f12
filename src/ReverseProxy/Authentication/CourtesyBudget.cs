namespace ReverseProxy.Authentication;

/// <summary>
/// How many requests of senders that are not admitted may still be read and verified, for the sake of the exact answer
/// (a stranger with a wrong signature is told so). It costs a curve operation each, so there is a small budget: within
/// it a stranger gets the original's answer, beyond it "Sender not allowed" at once. Either way the request is refused.
/// </summary>
internal sealed class CourtesyBudget(TimeProvider time)
{
    /// <summary>Bodies longer than this are not read for a stranger.</summary>
    public const long MaximumBody = 64 * 1024;

    private const int PerSecond = 20;

    private readonly Lock _lock = new();
    private long _second;
    private int _used;

    /// <summary>Takes one from this second's budget.</summary>
    public bool TryTake()
    {
        long second = time.GetUtcNow().ToUnixTimeSeconds();
        lock (_lock)
        {
            if (second != _second)
            {
                _second = second;
                _used = 0;
            }

            return _used++ < PerSecond;
        }
    }
}
