using System.Globalization;
using ReverseProxy.Clock;
using ReverseProxy.Configuration;
using ReverseProxy.Logging;

namespace ReverseProxy.Authentication;

/// <summary>Says in the log what was wrong with a request, with the figures.</summary>
internal static class RefusalText
{
    private const long EarliestMilliseconds = -62_135_596_800_000;
    private const long LatestMilliseconds = 253_402_300_799_999;

    /// <summary>Both times and the difference.</summary>
    public static string OfTime(string timestamp, AuthSettings auth, TimeProvider time)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (!long.TryParse(timestamp, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long milliseconds)
            || milliseconds is < EarliestMilliseconds or > LatestMilliseconds)
        {
            return $"its timestamp \"{Foreign(timestamp)}\" is no time of our era; our clock says {now.ToUtcText()}";
        }

        DateTimeOffset signed = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        long age = now.ToUnixTimeMilliseconds() - milliseconds;
        (string word, long allowed) = age < 0 ? ("ahead", auth.AllowedFutureMilliseconds) : ("old", auth.AllowedDeltaMilliseconds);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"signed at {signed.ToUtcText()}, our clock says {now.ToUtcText()}: {Math.Abs(age)} ms {word}, {allowed} ms are allowed");
    }

    /// <summary>A caller's text, as long as an address or a number may be.</summary>
    public static string Foreign(string text) => Printable.Line(text, maximum: 64);
}
