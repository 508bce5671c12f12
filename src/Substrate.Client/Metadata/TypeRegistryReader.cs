using Substrate.Client.Types;

namespace Substrate.Client.Metadata;

/// <summary>Reads the types of metadata (scale-info's portable registry).</summary>
internal static class TypeRegistryReader
{
    /// <summary>Id, path, parameters, the kind with its number, documentation.</summary>
    private const int MinimumTypeBytes = 6;

    public static TypeRegistry Read(ref MetadataCursor cursor)
    {
        TypeDefinition[] types = new TypeDefinition[cursor.Reader.ReadLength(MinimumTypeBytes)];
        for (uint i = 0; i < types.Length; i++)
        {
            uint id = cursor.ReadTypeId();
            if (id != i)
            {
                throw cursor.Reader.Refusal($"type {id} stands where type {i} belongs");
            }

            types[i] = ReadType(ref cursor, id);
        }

        return new TypeRegistry(types);
    }

    public static FieldList ReadFields(ref MetadataCursor cursor)
    {
        int count = cursor.Reader.ReadLength(4);
        if (count == 0)
        {
            return FieldList.Unit;
        }

        Field[] fields = new Field[count];
        for (int i = 0; i < fields.Length; i++)
        {
            string? name = cursor.Reader.ReadOption() ? cursor.ReadName() : null;
            uint type = cursor.ReadTypeId();
            if (cursor.Reader.ReadOption())
            {
                // The name the source gives the type; nothing depends on it.
                _ = cursor.Reader.ReadByteSequence();
            }

            fields[i] = new Field(name, type, cursor.ReadDocs());
        }

        return new FieldList(fields);
    }

    private static TypeDefinition ReadType(ref MetadataCursor cursor, uint id)
    {
        string[] path = ReadPath(ref cursor);
        TypeParameter[] parameters = ReadParameters(ref cursor);
        TypeDefinition type = ReadDefinition(ref cursor);
        type.Id = id;
        type.Path = path;
        type.Parameters = parameters;
        type.Docs = cursor.ReadDocs();
        return type;
    }

    private static TypeDefinition ReadDefinition(ref MetadataCursor cursor) => cursor.Reader.ReadU8() switch
    {
        0 => new CompositeType(ReadFields(ref cursor)),
        1 => new VariantType(ReadVariants(ref cursor)),
        2 => new SequenceType(cursor.ReadTypeId()),
        3 => new ArrayType(cursor.Reader.ReadU32(), cursor.ReadTypeId()),
        4 => new TupleType(ReadTypeIds(ref cursor)),
        5 => new PrimitiveType(ReadPrimitive(ref cursor)),
        6 => new CompactType(cursor.ReadTypeId()),
        7 => new BitSequenceType(cursor.ReadTypeId(), cursor.ReadTypeId()),
        byte kind => throw cursor.Reader.Refusal($"{kind} is not a kind of type"),
    };

    private static string[] ReadPath(ref MetadataCursor cursor)
    {
        string[] path = ArrayOf<string>(cursor.Reader.ReadLength(1));
        for (int i = 0; i < path.Length; i++)
        {
            path[i] = cursor.ReadName();
        }

        return path;
    }

    private static TypeParameter[] ReadParameters(ref MetadataCursor cursor)
    {
        TypeParameter[] parameters = ArrayOf<TypeParameter>(cursor.Reader.ReadLength(2));
        for (int i = 0; i < parameters.Length; i++)
        {
            parameters[i] = new TypeParameter(cursor.ReadName(), cursor.ReadOptionalTypeId());
        }

        return parameters;
    }

    /// <summary>An array; none of its own for no elements.</summary>
    private static T[] ArrayOf<T>(int length) => length == 0 ? [] : new T[length];

    private static Variant[] ReadVariants(ref MetadataCursor cursor)
    {
        Variant[] variants = new Variant[cursor.Reader.ReadLength(4)];
        for (int i = 0; i < variants.Length; i++)
        {
            string name = cursor.ReadName();
            FieldList fields = ReadFields(ref cursor);
            variants[i] = new Variant(name, cursor.Reader.ReadU8(), fields, cursor.ReadDocs());
        }

        return variants;
    }

    private static uint[] ReadTypeIds(ref MetadataCursor cursor)
    {
        uint[] ids = new uint[cursor.Reader.ReadLength(1)];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = cursor.ReadTypeId();
        }

        return ids;
    }

    private static Primitive ReadPrimitive(ref MetadataCursor cursor)
    {
        byte kind = cursor.Reader.ReadU8();
        return kind <= (byte)Primitive.I256 ? (Primitive)kind : throw cursor.Reader.Refusal($"{kind} is not a primitive type");
    }
}
