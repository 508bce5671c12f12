using Substrate.Client.Metadata;
using Substrate.Client.Scale;
using Substrate.Client.Types;
using Substrate.Client.Values;

namespace Substrate.Client.Storage;

/// <summary>Reads what is stored.</summary>
public static class StorageValue
{
    /// <summary>The value of a storage entry.</summary>
    /// <param name="types">The types of the runtime.</param>
    /// <param name="entry">The storage entry.</param>
    /// <param name="stored">The bytes that are stored; null where nothing is.</param>
    /// <returns>The value; where nothing is stored the entry's default, or null where it has none.</returns>
    /// <exception cref="ScaleException">The bytes are not a value of the entry's type; the message says where.</exception>
    public static Value? Decode(TypeRegistry types, StorageEntry entry, byte[]? stored)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (stored is null && !entry.HasDefault)
        {
            return null;
        }

        return ValueReader.Read(types, entry.Value, stored is null ? entry.Default.Span : stored, entry.ToString());
    }
}
