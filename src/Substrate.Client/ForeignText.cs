using System.Globalization;

namespace Substrate.Client;

/// <summary>Makes texts that come from a node or from a chain fit to be shown: they end up on terminals and in logs.</summary>
internal static class ForeignText
{
    private const int MaximumLength = 1000;

    /// <summary>One line without characters that move the cursor or turn the direction of reading, cut where it gets long.</summary>
    public static string Clean(string text)
    {
        ReadOnlySpan<char> kept = text.AsSpan(0, Math.Min(text.Length, MaximumLength));
        string line = string.Create(kept.Length, kept, (line, source) =>
        {
            for (int i = 0; i < line.Length; i++)
            {
                line[i] = IsHarmless(source[i]) ? source[i] : ' ';
            }
        });
        return text.Length > MaximumLength ? $"{line}…" : line;
    }
    private static bool IsHarmless(char character) => char.GetUnicodeCategory(character)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
