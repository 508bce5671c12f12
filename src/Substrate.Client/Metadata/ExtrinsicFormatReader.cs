using Substrate.Client.Types;

namespace Substrate.Client.Metadata;

/// <summary>Reads how extrinsics are put together.</summary>
internal static class ExtrinsicFormatReader
{
    /// <summary>The version of the extension set that V4 extrinsics use.</summary>
    private const byte ExtensionsOfVersion4 = 0;

    public static ExtrinsicFormat Read(ref MetadataCursor cursor, TypeRegistry types) => cursor.Version switch
    {
        14 => Read14(ref cursor, types),
        15 => Read15(ref cursor),
        _ => Read16(ref cursor),
    };

    private static ExtrinsicFormat Read14(ref MetadataCursor cursor, TypeRegistry types)
    {
        TypeDefinition extrinsic = types[cursor.ReadTypeId()];
        return new ExtrinsicFormat
        {
            // V14 names the parts only as generic parameters of UncheckedExtrinsic.
            Address = Parameter(extrinsic, "Address"),
            Call = Parameter(extrinsic, "Call"),
            Signature = Parameter(extrinsic, "Signature"),
            Versions = [cursor.Reader.ReadU8()],
            Extensions = ReadExtensions(ref cursor),
        };
    }

    private static ExtrinsicFormat Read15(ref MetadataCursor cursor)
    {
        byte version = cursor.Reader.ReadU8();
        uint address = cursor.ReadTypeId();
        uint call = cursor.ReadTypeId();
        uint signature = cursor.ReadTypeId();
        _ = cursor.ReadTypeId(); // all extensions as one tuple
        return new ExtrinsicFormat
        {
            Versions = [version],
            Address = address,
            Call = call,
            Signature = signature,
            Extensions = ReadExtensions(ref cursor),
        };
    }

    private static ExtrinsicFormat Read16(ref MetadataCursor cursor)
    {
        byte[] versions = cursor.Reader.ReadByteSequence().ToArray();
        uint address = cursor.ReadTypeId();
        uint call = cursor.ReadTypeId();
        uint signature = cursor.ReadTypeId();
        uint[]? used = ReadExtensionSet(ref cursor, ExtensionsOfVersion4);
        TransactionExtension[] all = ReadExtensions(ref cursor);
        return new ExtrinsicFormat
        {
            Versions = versions,
            Address = address,
            Call = call,
            Signature = signature,
            Extensions = used is null ? all : Select(ref cursor, all, used),
        };
    }

    private static uint Parameter(TypeDefinition extrinsic, string name)
    {
        foreach (TypeParameter parameter in extrinsic.Parameters)
        {
            if (parameter.Name == name && parameter.Type is uint type)
            {
                return type;
            }
        }

        throw new MetadataException($"{extrinsic}, the type of extrinsics, does not name its {name}");
    }

    private static TransactionExtension[] ReadExtensions(ref MetadataCursor cursor)
    {
        TransactionExtension[] extensions = new TransactionExtension[cursor.Reader.ReadLength(3)];
        for (int i = 0; i < extensions.Length; i++)
        {
            extensions[i] = new TransactionExtension(cursor.ReadName(), cursor.ReadTypeId(), cursor.ReadTypeId());
        }

        return extensions;
    }

    /// <summary>V16 lists all extensions there are and, for each version of the set, which of them it uses.</summary>
    private static uint[]? ReadExtensionSet(ref MetadataCursor cursor, byte wanted)
    {
        uint[]? found = null;
        for (int sets = cursor.Reader.ReadLength(2); sets > 0; sets--)
        {
            byte version = cursor.Reader.ReadU8();
            uint[] indices = new uint[cursor.Reader.ReadLength(1)];
            for (int i = 0; i < indices.Length; i++)
            {
                indices[i] = cursor.Reader.ReadCompactU32();
            }

            found = version == wanted ? indices : found;
        }

        return found;
    }

    private static TransactionExtension[] Select(ref MetadataCursor cursor, TransactionExtension[] all, uint[] used)
    {
        TransactionExtension[] selected = new TransactionExtension[used.Length];
        for (int i = 0; i < used.Length; i++)
        {
            selected[i] = used[i] < (uint)all.Length
                ? all[used[i]]
                : throw cursor.Reader.Refusal($"extension {used[i]} is used and {all.Length} are listed");
        }

        return selected;
    }
}
