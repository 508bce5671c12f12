using System.Buffers;
using Substrate.Client.Scale;
using Substrate.Client.Types;

namespace Substrate.Client.Values;

/// <summary>Writes values of any type of a registry.</summary>
public static class ValueWriter
{
    /// <summary>The encoded value.</summary>
    /// <param name="types">The types of the runtime the bytes are for.</param>
    /// <param name="type">The id of the value's type.</param>
    /// <param name="value">The value; its enum forms and struct members are found by name.</param>
    /// <param name="root">What the value is, as in <c>Commitments.set_commitment</c>: errors begin with it.</param>
    /// <exception cref="ScaleException">The value is not one of that type; the message says where.</exception>
    public static byte[] Encode(TypeRegistry types, uint type, Value value, string root)
    {
        ArrayBufferWriter<byte> output = new();
        Write(types, type, value, new ScaleWriter(output), root);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Writes a value to where a writer is.</summary>
    /// <inheritdoc cref="Encode"/>
    public static void Write(TypeRegistry types, uint type, Value value, ScaleWriter writer, string root)
    {
        ArgumentNullException.ThrowIfNull(types);
        ArgumentNullException.ThrowIfNull(value);
        ValuePath path = new(root);
        try
        {
            new ValueEncoder(types, writer, path).Write(type, value);
        }
        catch (ScaleException refusal)
        {
            throw refusal.Within(path.ToString());
        }
    }
}
