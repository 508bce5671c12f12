using Substrate.Client.Types;

namespace Substrate.Client.Metadata;

/// <summary>Reads the pallets of metadata.</summary>
internal static class PalletReader
{
    public static Pallet[] ReadAll(ref MetadataCursor cursor, TypeRegistry types)
    {
        Pallet[] pallets = new Pallet[cursor.Reader.ReadLength(7)];
        for (int i = 0; i < pallets.Length; i++)
        {
            pallets[i] = ReadPallet(ref cursor, types);
        }

        return pallets;
    }

    private static Pallet ReadPallet(ref MetadataCursor cursor, TypeRegistry types)
    {
        string name = cursor.ReadName();
        string prefix = name;
        StorageEntry[] storage = cursor.Reader.ReadOption() ? StorageReader.ReadAll(ref cursor, types, name, out prefix) : [];
        VariantType? calls = ReadVariants(ref cursor, types);
        VariantType? events = ReadVariants(ref cursor, types);
        PalletConstant[] constants = ReadConstants(ref cursor);
        VariantType? errors = ReadVariants(ref cursor, types);
        if (cursor.Version >= 16)
        {
            SkipAssociatedTypes(ref cursor);
            SkipViewFunctions(ref cursor);
        }

        byte index = cursor.Reader.ReadU8();
        Documentation docs = cursor.Version >= 15 ? cursor.ReadDocs() : default;
        Deprecation.SkipItem(ref cursor);
        return new Pallet
        {
            Name = name,
            Index = index,
            StoragePrefix = prefix,
            Storage = storage,
            Calls = calls,
            Events = events,
            Constants = constants,
            Errors = errors,
            Docs = docs,
        };
    }

    /// <summary>The calls, events or errors of a pallet: an optional type, which has to be a variant.</summary>
    private static VariantType? ReadVariants(ref MetadataCursor cursor, TypeRegistry types)
    {
        if (!cursor.Reader.ReadOption())
        {
            return null;
        }

        TypeDefinition type = types[cursor.ReadTypeId()];
        Deprecation.SkipVariants(ref cursor);
        return type as VariantType ?? throw cursor.Reader.Refusal($"{type} is not a variant");
    }

    private static PalletConstant[] ReadConstants(ref MetadataCursor cursor)
    {
        PalletConstant[] constants = new PalletConstant[cursor.Reader.ReadLength(4)];
        for (int i = 0; i < constants.Length; i++)
        {
            constants[i] = new PalletConstant
            {
                Name = cursor.ReadName(),
                Type = cursor.ReadTypeId(),
                Encoded = cursor.ReadByteSequence(),
                Docs = cursor.ReadDocs(),
            };
            Deprecation.SkipItem(ref cursor);
        }

        return constants;
    }

    private static void SkipAssociatedTypes(ref MetadataCursor cursor)
    {
        for (int types = cursor.Reader.ReadLength(3); types > 0; types--)
        {
            _ = cursor.ReadName();
            _ = cursor.ReadTypeId();
            _ = cursor.ReadDocs();
        }
    }

    private static void SkipViewFunctions(ref MetadataCursor cursor)
    {
        for (int functions = cursor.Reader.ReadLength(37); functions > 0; functions--)
        {
            _ = cursor.Reader.ReadBytes(32); // its id
            _ = cursor.ReadName();
            _ = RuntimeApiReader.ReadInputs(ref cursor);
            _ = cursor.ReadTypeId();
            _ = cursor.ReadDocs();
            Deprecation.SkipItem(ref cursor);
        }
    }
}
