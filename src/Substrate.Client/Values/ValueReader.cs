using Substrate.Client.Scale;
using Substrate.Client.Types;

namespace Substrate.Client.Values;

/// <summary>Reads values of any type of a registry, strictly.</summary>
public static class ValueReader
{
    /// <summary>Reads a value that takes all of the bytes.</summary>
    /// <param name="types">The types of the runtime that the bytes come from.</param>
    /// <param name="type">The id of the value's type.</param>
    /// <param name="bytes">The encoded value.</param>
    /// <param name="root">What the value is, as in <c>Commitments.CommitmentOf</c>: errors begin with it.</param>
    /// <exception cref="ScaleException">The bytes are not a value of that type; the message says where.</exception>
    public static Value Read(TypeRegistry types, uint type, ReadOnlySpan<byte> bytes, string root)
    {
        ScaleReader reader = new(bytes);
        Value value = Read(types, type, ref reader, root);
        try
        {
            reader.EnsureEnd();
        }
        catch (ScaleException refusal)
        {
            throw refusal.Within(root);
        }

        return value;
    }

    /// <summary>Reads a value from where a reader is, and leaves the rest.</summary>
    /// <inheritdoc cref="Read(TypeRegistry, uint, ReadOnlySpan{byte}, string)"/>
    public static Value Read(TypeRegistry types, uint type, ref ScaleReader reader, string root)
    {
        ArgumentNullException.ThrowIfNull(types);
        ValuePath path = new(root);
        ValueDecoder decoder = new(types, reader, path);
        try
        {
            Value value = decoder.Read(type);
            reader = decoder.Reader;
            return value;
        }
        catch (ScaleException refusal)
        {
            throw refusal.Within(path.ToString());
        }
    }
}
