using System.Collections.Concurrent;
using Substrate.Cryptography;

namespace ReverseProxy.Telemetry;

/// <summary>
/// Gives senders a name of their own in metrics, as long as there are names: each is a series that is kept for ever. Who
/// is not known gets at most half of them, so that a crowd leaves names for the validators; the rest is one "other".
/// </summary>
internal sealed class SenderNames(int maximum)
{
    public const string Rest = "other";

    private readonly ConcurrentDictionary<AccountId, string> _names = new();
    private int _taken;

    /// <summary>The label for a verified sender.</summary>
    public string Of(in AccountId sender, bool known)
    {
        if (_names.TryGetValue(sender, out string? name))
        {
            return name;
        }

        if (Interlocked.Increment(ref _taken) > (known ? maximum : maximum / 2))
        {
            _ = Interlocked.Decrement(ref _taken);
            return Rest;
        }

        // Two threads may take a place each for one sender: a name less, never one too many.
        return _names.GetOrAdd(sender, static key => key.ToString());
    }
}
