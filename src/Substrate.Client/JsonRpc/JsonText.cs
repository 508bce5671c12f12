using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Substrate.Client.JsonRpc;

/// <summary>Texts in JSON from a node, which may be no texts, or texts that .NET cannot express.</summary>
internal static class JsonText
{
    /// <summary>How deep messages may be nested: deeper than those of any method.</summary>
    public static JsonReaderOptions ReaderOptions { get; } = new() { MaxDepth = 128 };

    /// <summary>The text; null where the element is none, or holds half of a surrogate pair.</summary>
    public static string? Of(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The name of a member; null where .NET cannot express it.</summary>
    public static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The bytes of a text of <c>0x</c> and hexadecimal digits; null where it is something else.</summary>
    public static byte[]? BytesOf(JsonElement element)
    {
        // Read where it stands: a map has a text for each key and one for each value. What is escaped is no digit.
        ReadOnlySpan<byte> text = element.ValueKind == JsonValueKind.String ? JsonMarshal.GetRawUtf8Value(element) : default;
        if (!text.StartsWith("\"0x"u8))
        {
            return null;
        }

        byte[] bytes = new byte[(text.Length - 4) / 2];
        return Convert.FromHexString(text[3..^1], bytes, out _, out int written) == OperationStatus.Done && written == bytes.Length
            ? bytes
            : null;
    }
}
