using System.Text.Json;

namespace Fixtures;

/// <summary>Reads the <c>0x…</c> texts of the test data.</summary>
public static class HexText
{
    /// <summary>The bytes of a hex text, with or without <c>0x</c>.</summary>
    public static byte[] Bytes(string text) =>
        Convert.FromHexString(text.StartsWith("0x", StringComparison.Ordinal) ? text.AsSpan(2) : text);

    /// <summary>The bytes of the member <paramref name="name"/> of a JSON object.</summary>
    public static byte[] Bytes(this JsonElement element, string name) => Bytes(element.GetProperty(name).GetString()!);

    /// <summary>The text of the member <paramref name="name"/> of a JSON object, null where it is null or absent.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
