using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Substrate.Client.Metadata;
using Substrate.Client.Scale;
using Substrate.Client.Types;
using Substrate.Client.Values;
using Substrate.Cryptography.Hashing;

namespace Substrate.Client.Storage;

/// <summary>
/// The keys of a runtime's storage: the names of pallet and entry hashed, then the parts of a map's key as its hashers have them.
/// </summary>
public static class StorageKey
{
    /// <summary>The bytes that all keys of an entry begin with: 32.</summary>
    public const int PrefixLength = 32;

    /// <summary>The key of a value, or with fewer parts than the map's key has, what all keys with these parts begin with.</summary>
    /// <param name="types">The types of the runtime.</param>
    /// <param name="entry">The storage entry.</param>
    /// <param name="parts">The parts of the map's key; none for a plain value.</param>
    /// <exception cref="ScaleException">There are too many parts, or one is not of its type.</exception>
    public static byte[] Encode(TypeRegistry types, StorageEntry entry, params ReadOnlySpan<Value> parts)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (parts.Length > entry.Keys.Count)
        {
            throw new ScaleException($"a key of {entry} has {entry.Keys.Count} parts, not {parts.Length}");
        }

        ArrayBufferWriter<byte> output = new(PrefixLength + (48 * parts.Length));
        WriteName(entry.Prefix, output);
        WriteName(entry.Name, output);
        for (int i = 0; i < parts.Length; i++)
        {
            byte[] part = ValueWriter.Encode(types, entry.Keys[i], parts[i], entry.NameOfKey(i));
            entry.Hashers[i].Write(part, new ScaleWriter(output));
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>The parts of a map's key, read back from a storage key.</summary>
    /// <param name="types">The types of the runtime.</param>
    /// <param name="entry">The storage entry.</param>
    /// <param name="key">The whole storage key.</param>
    /// <returns>As many parts as the entry has hashers; null for those whose hasher does not keep them.</returns>
    /// <exception cref="ScaleException">The key is not one of this entry, or a hash in it is not that of what follows.</exception>
    public static ImmutableArray<Value?> Decode(TypeRegistry types, StorageEntry entry, ReadOnlySpan<byte> key)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (!key.StartsWith(Encode(types, entry)))
        {
            throw new ScaleException($"0x{Convert.ToHexStringLower(key)} is not a key of {entry}");
        }

        ScaleReader reader = new(key[PrefixLength..]);
        var parts = ImmutableArray.CreateBuilder<Value?>(entry.Hashers.Count);
        for (int i = 0; i < entry.Hashers.Count; i++)
        {
            parts.Add(ReadPart(types, entry, i, ref reader, key[PrefixLength..]));
        }

        reader.EnsureEnd();
        return parts.MoveToImmutable();
    }

    private static Value? ReadPart(TypeRegistry types, StorageEntry entry, int index, ref ScaleReader reader, ReadOnlySpan<byte> input)
    {
        StorageHasher hasher = entry.Hashers[index];
        ReadOnlySpan<byte> claimed = reader.ReadBytes(hasher.HashSize());
        if (!hasher.KeepsKey())
        {
            return null;
        }

        int start = reader.Position;
        Value part = ValueReader.Read(types, entry.Keys[index], ref reader, entry.NameOfKey(index));
        Span<byte> hash = stackalloc byte[hasher.HashSize()];
        hasher.Hash(input[start..reader.Position], hash);
        return hash.SequenceEqual(claimed)
            ? part
            : throw new ScaleException($"the hash in the key of {entry}[{index}] is not that of {part}");
    }

    private static void WriteName(string name, ArrayBufferWriter<byte> output)
    {
        Twox.Hash(Encoding.UTF8.GetBytes(name), output.GetSpan(16)[..16]);
        output.Advance(16);
    }
}
