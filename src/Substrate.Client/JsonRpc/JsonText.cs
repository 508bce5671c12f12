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
        if (Of(element) is not ['0', 'x', .. string digits])
        {
            return null;
        }

        try
        {
            return Convert.FromHexString(digits);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
