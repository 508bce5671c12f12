using System.Text;
using System.Text.Json;

namespace ReverseProxy.Configuration;

/// <summary>
/// Reads a configuration file as Python's <c>json</c> module does, so that a file which worked there works here: strict
/// JSON, except that <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c> are numbers and that of equal keys the last counts.
/// </summary>
internal static class PythonJson
{
    private static readonly JsonDocumentOptions Strict = new() { CommentHandling = JsonCommentHandling.Disallow, AllowTrailingCommas = false };

    /// <summary>Parses a file's bytes.</summary>
    /// <exception cref="FormatException">It is not such JSON; the message says what is wrong and where.</exception>
    public static JsonElement Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith("\uFEFF"u8))
        {
            throw new FormatException("it begins with a byte order mark: save it as UTF-8 without BOM");
        }

        byte[] text = utf8.ToArray();
        try
        {
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(text);
        }
        catch (DecoderFallbackException exception)
        {
            throw new FormatException("it is not valid UTF-8: save it as UTF-8", exception);
        }

        ReplaceNonFinite(text);
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, Strict);
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new FormatException(
                $"it is not valid JSON at line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1}", exception);
        }
    }

    /// <summary>The member of an object, the last where there are several of that name; null where there is none.</summary>
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) ? value : null;

    /// <summary>Whether Python would call the value false: null, false, zero, or anything empty.</summary>
    public static bool IsFalsy(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False or JsonValueKind.Undefined => true,
        JsonValueKind.Number => element.TryGetDouble(out double number) && number == 0,
        JsonValueKind.String => element.ValueEquals(string.Empty),
        JsonValueKind.Array => element.GetArrayLength() == 0,
        JsonValueKind.Object => element.GetPropertyCount() == 0,
        _ => false,
    };

    // The replacement is as long as what it replaces, so positions in error messages stay right. It is a value that no
    // setting takes; in a key that nobody reads it does no harm.
    private static void ReplaceNonFinite(Span<byte> text)
    {
        bool inString = false;
        for (int i = 0; i < text.Length; i++)
        {
            if (inString)
            {
                switch (text[i])
                {
                    case (byte)'\\':
                        i++;
                        break;
                    case (byte)'"':
                        inString = false;
                        break;
                }
            }
            else if (text[i] == '"')
            {
                inString = true;
            }
            else
            {
                i += Replace(text[i..], "NaN"u8) + Replace(text[i..], "-Infinity"u8) + Replace(text[i..], "Infinity"u8);
            }
        }
    }

    private static int Replace(Span<byte> text, ReadOnlySpan<byte> word)
    {
        if (!text.StartsWith(word))
        {
            return 0;
        }

        text[..word.Length].Fill((byte)' ');
        "[0]"u8.CopyTo(text);
        return word.Length - 1;
    }
}
