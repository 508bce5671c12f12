using System.Globalization;
using System.Text;

namespace ReverseProxy.Logging;

/// <summary>
/// Makes anybody's text fit for terminals and logs: nothing may stand in it that moves the cursor, begins a line or turns the
/// direction of reading, and no half of a pair, which no encoding takes.
/// </summary>
internal static class Printable
{
    private const int UsualMaximum = 120;

    public static bool IsHarmless(char character) => character is >= ' ' and <= '~' || (character > '~' && char.GetUnicodeCategory(character)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate));

    /// <summary>One line, cut where it gets long; what may not stand becomes a question mark.</summary>
    public static string Line(string? text, int maximum = UsualMaximum)
    {
        if (string.IsNullOrEmpty(text))
        {
            return string.Empty;
        }

        return text.Length <= maximum
            ? IsAllHarmless(text) ? text : Marked(text, IsHarmless)
            : Marked(text[..maximum], IsHarmless) + "…";
    }

    /// <summary>The same of any length, with its line breaks.</summary>
    public static string Lines(string text) => Marked(text, static character => character is '\n' || IsHarmless(character));

    /// <summary>Without losing any of it: what is not printable ASCII becomes <c>\x1b</c> or <c>\u202e</c>, and a backslash two.</summary>
    public static string Escaped(string text)
    {
        StringBuilder line = new(text.Length);
        foreach (char character in text)
        {
            _ = character switch
            {
                '\\' => line.Append(@"\\"),
                >= ' ' and <= '~' => line.Append(character),
                <= '\xff' => line.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}"),
                _ => line.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
            };
        }

        return line.ToString();
    }

    // Every request's line and trail passes here: nearly all of them are plain, and cost no memory.
    private static bool IsAllHarmless(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return true;
        }

        foreach (char character in text)
        {
            if (!IsHarmless(character))
            {
                return false;
            }
        }

        return true;
    }

    private static string Marked(string text, Predicate<char> mayStand) => string.Create(text.Length, (text, mayStand), static (line, source) =>
    {
        for (int i = 0; i < line.Length; i++)
        {
            line[i] = source.mayStand(source.text[i]) ? source.text[i] : '?';
        }
    });
}
