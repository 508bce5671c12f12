namespace Epistula;

/// <summary>
/// The timestamp of a request. The signed text holds the parsed integer, not the header's text, so <c>+17</c> and
/// <c>017</c> are signed as <c>17</c>.
/// </summary>
internal static class EpistulaTimestamp
{
    private const int MaximumDigits = 20;

    /// <summary>
    /// Parses optional white space, an optional sign and 1 to 20 ASCII digits. Values beyond 64 bits come back as
    /// <see cref="long.MaxValue"/> or <see cref="long.MinValue"/>: far ahead or long gone, either way not acceptable.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long milliseconds)
    {
        milliseconds = 0;
        text = text.Trim();
        bool negative = text.StartsWith('-');
        if (negative || text.StartsWith('+'))
        {
            text = text[1..];
        }

        if (text.Length is 0 or > MaximumDigits)
        {
            return false;
        }

        UInt128 value = 0;
        foreach (char digit in text)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            value = (value * 10) + (uint)(digit - '0');
        }

        bool beyond = value > long.MaxValue;
        milliseconds = negative
            ? (beyond ? long.MinValue : -(long)value)
            : (beyond ? long.MaxValue : (long)value);
        return true;
    }
}
