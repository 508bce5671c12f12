using System.Buffers;
using System.Text.Json;

namespace ReverseProxy.Serving;

/// <summary>Makes the bytes of small JSON answers.</summary>
internal static class JsonBytes
{
    /// <summary>An object with the members that <paramref name="write"/> writes.</summary>
    public static byte[] Object(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
