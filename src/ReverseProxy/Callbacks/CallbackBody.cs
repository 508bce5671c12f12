using System.Text.Json;

namespace ReverseProxy.Callbacks;

/// <summary>Puts another <c>callback_url</c> into a JSON body. Every other byte stays as it was signed.</summary>
internal static class CallbackBody
{
    private static ReadOnlySpan<byte> Field => "callback_url"u8;

    /// <summary>The body with the URL replaced; null where it has none, or is not JSON.</summary>
    /// <param name="json">The body.</param>
    /// <param name="replacement">The new URL, in ASCII without quotation marks.</param>
    /// <param name="url">The URL that was there: of several the last, as Python reads them.</param>
    public static byte[]? Replace(ReadOnlySpan<byte> json, ReadOnlySpan<byte> replacement, out string? url)
    {
        url = null;
        List<(int Start, int End)> values = [];
        try
        {
            Utf8JsonReader reader = new(json);
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
            {
                return null;
            }

            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                bool matches = reader.ValueTextEquals(Field);
                _ = reader.Read();
                if (matches && reader.TokenType is JsonTokenType.String)
                {
                    url = reader.GetString();
                    values.Add(((int)reader.TokenStartIndex + 1, (int)reader.BytesConsumed - 1));
                }
                else if (matches)
                {
                    return null;
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }

        return values.Count == 0 ? null : Splice(json, values, replacement);
    }

    private static byte[] Splice(ReadOnlySpan<byte> json, List<(int Start, int End)> values, ReadOnlySpan<byte> replacement)
    {
        byte[] result = new byte[json.Length + values.Sum(value => value.Start - value.End) + (values.Count * replacement.Length)];
        int read = 0;
        int written = 0;
        foreach ((int start, int end) in values)
        {
            json[read..start].CopyTo(result.AsSpan(written));
            written += start - read;
            replacement.CopyTo(result.AsSpan(written));
            written += replacement.Length;
            read = end;
        }

        json[read..].CopyTo(result.AsSpan(written));
        return result;
    }
}
