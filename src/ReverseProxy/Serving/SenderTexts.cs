using System.Collections.Concurrent;
using Substrate.Cryptography;

namespace ReverseProxy.Serving;

/// <summary>The SS58 texts of senders who have been verified: the same few come again and again, and writing one takes a microsecond.</summary>
internal static class SenderTexts
{
    private const int Maximum = 1_024;

    private static readonly ConcurrentDictionary<AccountId, string> Texts = new();
    private static int _count;

    /// <summary>The text of a verified sender.</summary>
    public static string Of(in AccountId sender)
    {
        if (Texts.TryGetValue(sender, out string? known))
        {
            return known;
        }

        string text = sender.ToString();
        if (Volatile.Read(ref _count) < Maximum && Texts.TryAdd(sender, text))
        {
            _ = Interlocked.Increment(ref _count);
        }

        return text;
    }
}
