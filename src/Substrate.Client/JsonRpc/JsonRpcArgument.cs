using System.Buffers;
using System.Text.Json;

namespace Substrate.Client.JsonRpc;

/// <summary>An argument of a call: a text, a number, bytes as hexadecimal text, a hash, a list of texts, or null.</summary>
public readonly struct JsonRpcArgument
{
    private const int LongestOnStack = 512;

    private readonly object? _value;

    private JsonRpcArgument(object? value) => _value = value;

    /// <summary>No value.</summary>
    public static JsonRpcArgument Null => default;

    /// <summary>A text.</summary>
    public static implicit operator JsonRpcArgument(string? value) => new(value);

    /// <summary>A number.</summary>
    public static implicit operator JsonRpcArgument(long value) => new(value);

    /// <summary>Bytes, as <c>0x</c> and hexadecimal digits.</summary>
    public static implicit operator JsonRpcArgument(byte[]? value) => new(value);

    /// <summary>Bytes, as <c>0x</c> and hexadecimal digits.</summary>
    public static implicit operator JsonRpcArgument(ReadOnlyMemory<byte> value) => new(value.ToArray());

    /// <summary>A hash, as <c>0x</c> and hexadecimal digits.</summary>
    public static implicit operator JsonRpcArgument(Hash256 value) => new(value.AsSpan().ToArray());

    /// <summary>A hash, as <c>0x</c> and hexadecimal digits, or null.</summary>
    public static implicit operator JsonRpcArgument(Hash256? value) => value is Hash256 hash ? hash : Null;

    /// <summary>A list of byte strings, each as <c>0x</c> and hexadecimal digits.</summary>
    public static implicit operator JsonRpcArgument(byte[][] value) => new(value);

    /// <summary>JSON as it is.</summary>
    internal static JsonRpcArgument Raw(string json) => new(new RawJson(json));

    internal void WriteTo(Utf8JsonWriter writer)
    {
        switch (_value)
        {
            case string text:
                writer.WriteStringValue(text);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case byte[] bytes:
                WriteHex(writer, bytes);
                break;
            case byte[][] list:
                writer.WriteStartArray();
                foreach (byte[] bytes in list)
                {
                    WriteHex(writer, bytes);
                }

                writer.WriteEndArray();
                break;
            case RawJson raw:
                writer.WriteRawValue(raw.Text);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static void WriteHex(Utf8JsonWriter writer, byte[] bytes)
    {
        int length = 2 + (2 * bytes.Length);
        byte[]? rented = length > LongestOnStack ? ArrayPool<byte>.Shared.Rent(length) : null;
        Span<byte> text = rented ?? stackalloc byte[LongestOnStack];
        "0x"u8.CopyTo(text);
        _ = Convert.TryToHexStringLower(bytes, text[2..], out _);
        writer.WriteStringValue(text[..length]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private sealed record RawJson(string Text);
}
