using System.Globalization;
using System.Text.Json;

namespace Substrate.Client.JsonRpc;

/// <summary>What a node answered, kept as the JSON it came as until it is asked for.</summary>
/// <remarks>Every conversion throws <see cref="JsonRpcException"/> where the answer is something else.</remarks>
public readonly struct JsonRpcResult
{
    private readonly string _method;

    internal JsonRpcResult(string method, ReadOnlyMemory<byte> json) => (_method, Json) = (method, json);

    /// <summary>The JSON, in UTF-8.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>True where the answer is null.</summary>
    public bool IsNull => Json.Span.SequenceEqual("null"u8);

    /// <summary>The bytes of a text of <c>0x</c> and hexadecimal digits.</summary>
    public byte[] AsBytes()
    {
        // Not through a string: an answer of 15 MB would be 30 MB once more.
        ReadOnlySpan<byte> json = Json.Span;
        if (json.Length < 4 || !json.StartsWith("\"0x"u8) || json[^1] != '"')
        {
            throw Malformed("it is not a hexadecimal text");
        }

        try
        {
            return Convert.FromHexString(json[3..^1]);
        }
        catch (FormatException)
        {
            throw Malformed("it is not a hexadecimal text");
        }
    }

    /// <summary>The bytes of a hexadecimal text, or null for null.</summary>
    public byte[]? AsBytesOrNull() => IsNull ? null : AsBytes();

    /// <summary>The text.</summary>
    public string AsText() => JsonText.Of(AsElement()) ?? throw Malformed("it is not a text");

    /// <summary>The hash.</summary>
    public Hash256 AsHash() => Hash256.TryParse(AsText(), out Hash256 hash) ? hash : throw Malformed("it is not a hash");

    /// <summary>The number: as JSON has them, or as a hexadecimal text as headers have them.</summary>
    public ulong AsNumber() => AsNumber(AsElement());

    /// <summary>The answer as a JSON element.</summary>
    public JsonElement AsElement()
    {
        try
        {
            Utf8JsonReader reader = new(Json.Span, JsonText.ReaderOptions);
            return JsonElement.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            throw Malformed("it is not JSON");
        }
    }

    /// <summary>A member of the object that the answer is.</summary>
    public JsonElement Member(string name) =>
        AsElement() is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out JsonElement member)
            ? member
            : throw Malformed($"it has no member {name}");

    /// <summary>The number that a member of the object is.</summary>
    public ulong NumberMember(string name) => AsNumber(Member(name));

    /// <summary>The JSON, shortened.</summary>
    public override string ToString() => System.Text.Encoding.UTF8.GetString(Json.Span[..Math.Min(Json.Length, 200)]);

    internal JsonRpcException Malformed(string what) => JsonRpcException.Malformed(_method, what);

    private ulong AsNumber(JsonElement element)
    {
        ulong number = 0;
        bool isNumber = element.ValueKind switch
        {
            JsonValueKind.Number => element.TryGetUInt64(out number),
            JsonValueKind.String => JsonText.Of(element) is ['0', 'x', .. string digits]
                && ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number),
            _ => false,
        };
        return isNumber ? number : throw Malformed("it is not a number");
    }
}
