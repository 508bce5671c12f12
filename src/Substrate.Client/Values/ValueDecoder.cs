using System.Collections.Immutable;
using System.Numerics;
using System.Text;
using Substrate.Client.Scale;
using Substrate.Client.Types;

namespace Substrate.Client.Values;

/// <summary>The walk over a type that reads a value of it.</summary>
internal ref struct ValueDecoder(TypeRegistry types, ScaleReader reader, ValuePath path)
{
    /// <summary>
    /// Values that take no bytes cannot be bounded by the input's length through their size, so they are counted: more than
    /// this, and eight for each byte, no honest value has.
    /// </summary>
    private const int EmptyValues = 1024;

    private readonly TypeRegistry _types = types;
    private readonly ValuePath _path = path;
    private long _emptyValuesLeft = EmptyValues + (8L * reader.Remaining);

    public ScaleReader Reader = reader;

    public Value Read(uint id)
    {
        int before = Reader.Position;
        Value value = _types[id] switch
        {
            PrimitiveType primitive => ReadPrimitive(primitive.Kind),
            CompositeType composite => ReadFields(composite.Fields),
            VariantType variant => ReadVariant(variant),
            SequenceType sequence => ReadItems(sequence.Element, Reader.ReadLength(_types.MinimumSize(sequence.Element))),
            ArrayType array => ReadArray(array),
            TupleType tuple => ReadTuple(tuple),
            CompactType compact => ReadCompact(compact),
            BitSequenceType bits => BitSequence.Read(_types, bits, ref Reader),
            TypeDefinition other => throw Reader.Refusal($"{other} is of a kind that cannot be read"),
        };

        if (Reader.Position == before && --_emptyValuesLeft < 0)
        {
            throw Reader.Refusal("there are more values without content than the input could mean");
        }

        return value;
    }

    private Value ReadPrimitive(Primitive kind) => kind switch
    {
        Primitive.Bool => Value.Of(Reader.ReadBoolean()),
        Primitive.Str => Value.Of(Reader.ReadText()),
        Primitive.Character => ReadCharacter(),
        _ => Value.Of(Reader.ReadInteger(kind.IntegerSize(), kind.IsSigned())),
    };

    private Value ReadCharacter()
    {
        uint scalar = Reader.ReadU32();
        return Rune.IsValid(scalar)
            ? Value.Of(new Rune(scalar).ToString())
            : throw Reader.Refusal($"{scalar} is not a Unicode scalar value");
    }

    private Value ReadFields(FieldList fields)
    {
        switch (fields.Shape)
        {
            case FieldShape.Unit:
                return Value.Unit;

            case FieldShape.Newtype:
                return ReadNewtype(fields[0].Type);

            case FieldShape.Named:
                var members = ImmutableArray.CreateBuilder<KeyValuePair<string, Value>>(fields.Count);
                foreach (Field field in fields)
                {
                    _path.Enter(field.Name!);
                    members.Add(new(field.Name!, Read(field.Type)));
                    _path.Leave();
                }

                return new CompositeValue(members.MoveToImmutable());

            default:
                var items = ImmutableArray.CreateBuilder<Value>(fields.Count);
                for (int i = 0; i < fields.Count; i++)
                {
                    items.Add(ReadItem(fields[i].Type, i));
                }

                return new ListValue(items.MoveToImmutable());
        }
    }

    /// <summary>Nothing of it is seen in the path, but it counts as a level: a newtype can wrap itself.</summary>
    private Value ReadNewtype(uint inner)
    {
        _path.Enter("");
        Value value = Read(inner);
        _path.Leave();
        return value;
    }

    private Value ReadVariant(VariantType type)
    {
        byte index = Reader.ReadU8();
        Variant variant = type.Find(index) ?? throw Reader.Refusal($"{type} has no variant {index}");
        if (variant.Fields.Shape == FieldShape.Unit)
        {
            return variant.Name == "None" ? Value.None : new VariantValue(variant.Name, Value.Unit);
        }

        _path.Enter(variant.Name);
        Value content = ReadFields(variant.Fields);
        _path.Leave();
        return new VariantValue(variant.Name, content);
    }

    private Value ReadArray(ArrayType array)
    {
        // Held against the input before anything is allocated, as a sequence's length is.
        if (array.Length > int.MaxValue || (long)array.Length * _types.MinimumSize(array.Element) > Reader.Remaining)
        {
            throw Reader.Refusal($"{array.Length} elements are needed and {Reader.Remaining} bytes are left");
        }

        return ReadItems(array.Element, (int)array.Length);
    }

    private Value ReadItems(uint element, int count)
    {
        if (_types.IsByte(element))
        {
            return new BytesValue(Reader.ReadBytes(count).ToArray());
        }

        if (_types.MinimumSize(element) == 0 && count > _emptyValuesLeft)
        {
            throw Reader.Refusal($"{count} values without content are announced");
        }

        var items = ImmutableArray.CreateBuilder<Value>(count);
        for (int i = 0; i < count; i++)
        {
            items.Add(ReadItem(element, i));
        }

        return new ListValue(items.MoveToImmutable());
    }

    private ListValue ReadTuple(TupleType tuple)
    {
        var items = ImmutableArray.CreateBuilder<Value>(tuple.Elements.Count);
        for (int i = 0; i < tuple.Elements.Count; i++)
        {
            items.Add(ReadItem(tuple.Elements[i], i));
        }

        return new ListValue(items.MoveToImmutable());
    }

    private Value ReadItem(uint type, int index)
    {
        _path.Enter(index);
        Value value = Read(type);
        _path.Leave();
        return value;
    }

    private Value ReadCompact(CompactType type)
    {
        int size = CompactNumbers.SizeOf(_types, type);
        if (size == 0)
        {
            return Value.Unit;
        }

        int start = Reader.Position;
        BigInteger number = Reader.ReadCompact();
        return number.GetBitLength() <= size * 8
            ? Value.Of(number)
            : throw ScaleException.At(start, $"the compact number exceeds {size * 8} bits");
    }
}
