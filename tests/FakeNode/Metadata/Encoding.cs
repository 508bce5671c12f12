using System.Buffers;
using Substrate.Client.Scale;

namespace FakeNode.Metadata;

/// <summary>Writes the pieces that metadata is made of.</summary>
internal static class Encoding
{
    public static byte[] Encode(Action<ScaleWriter> write)
    {
        ArrayBufferWriter<byte> output = new();
        write(new ScaleWriter(output));
        return output.WrittenSpan.ToArray();
    }

    public static void WriteAll<T>(this ScaleWriter writer, IReadOnlyCollection<T> items, Action<ScaleWriter, T> write)
    {
        writer.WriteLength(items.Count);
        foreach (T item in items)
        {
            write(writer, item);
        }
    }

    public static void WriteTexts(this ScaleWriter writer, params IReadOnlyCollection<string> texts) =>
        writer.WriteAll(texts, (w, text) => w.WriteText(text));

    public static void WriteDocs(this ScaleWriter writer, string docs) =>
        writer.WriteTexts(docs.Length == 0 ? [] : docs.Split('\n'));

    public static void WriteType(this ScaleWriter writer, uint type) => writer.WriteCompact(type);

    public static void WriteOptionalType(this ScaleWriter writer, uint? type)
    {
        writer.WriteOption(type is not null);
        if (type is uint id)
        {
            writer.WriteType(id);
        }
    }

    /// <summary>What V16 says after an item that is not deprecated.</summary>
    public static void WriteNotDeprecated(this ScaleWriter writer, int version)
    {
        if (version >= 16)
        {
            writer.WriteU8(0);
        }
    }
}
