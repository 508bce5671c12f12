using Substrate.Client.Types;

namespace Substrate.Client.Metadata;

/// <summary>Reads what a pallet stores.</summary>
internal static class StorageReader
{
    public static StorageEntry[] ReadAll(ref MetadataCursor cursor, TypeRegistry types, string pallet, out string prefix)
    {
        prefix = cursor.ReadName();
        StorageEntry[] entries = new StorageEntry[cursor.Reader.ReadLength(6)];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = ReadEntry(ref cursor, types, pallet, prefix);
        }

        return entries;
    }

    private static StorageEntry ReadEntry(ref MetadataCursor cursor, TypeRegistry types, string pallet, string prefix)
    {
        string name = cursor.ReadName();
        bool hasDefault = cursor.Reader.ReadBoolean();
        StorageHasher[] hashers = [];
        uint[] keys = [];
        if (cursor.Reader.ReadBoolean())
        {
            hashers = ReadHashers(ref cursor);
            keys = ReadKeys(ref cursor, types, hashers.Length);
        }

        uint value = cursor.ReadTypeId();
        StorageEntry entry = new()
        {
            Pallet = pallet,
            Prefix = prefix,
            Name = name,
            HasDefault = hasDefault,
            Hashers = hashers,
            Keys = keys,
            Value = value,
            Default = cursor.ReadByteSequence(),
            Docs = cursor.ReadDocs(),
        };
        Deprecation.SkipItem(ref cursor);
        return entry;
    }

    private static StorageHasher[] ReadHashers(ref MetadataCursor cursor)
    {
        StorageHasher[] hashers = new StorageHasher[cursor.Reader.ReadLength(1)];
        for (int i = 0; i < hashers.Length; i++)
        {
            byte hasher = cursor.Reader.ReadU8();
            hashers[i] = hasher <= (byte)StorageHasher.Identity
                ? (StorageHasher)hasher
                : throw cursor.Reader.Refusal($"{hasher} is not a storage hasher");
        }

        return hashers;
    }

    /// <summary>One hasher hashes the whole key, several hash the members of a tuple.</summary>
    private static uint[] ReadKeys(ref MetadataCursor cursor, TypeRegistry types, int hashers)
    {
        uint key = cursor.ReadTypeId();
        if (hashers == 1)
        {
            return [key];
        }

        return types[key] is TupleType tuple && tuple.Elements.Count == hashers
            ? [.. tuple.Elements]
            : throw cursor.Reader.Refusal($"{types[key]} is not a key for {hashers} hashers");
    }
}
