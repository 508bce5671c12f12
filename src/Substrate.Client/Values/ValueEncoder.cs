using System.Collections.Immutable;
using System.Numerics;
using System.Text;
using Substrate.Client.Scale;
using Substrate.Client.Types;

namespace Substrate.Client.Values;

/// <summary>The walk over a type that writes a value of it.</summary>
internal readonly ref struct ValueEncoder(TypeRegistry types, ScaleWriter writer, ValuePath path)
{
    private readonly TypeRegistry _types = types;
    private readonly ScaleWriter _writer = writer;
    private readonly ValuePath _path = path;

    public void Write(uint id, Value value)
    {
        TypeDefinition type = _types[id];
        switch (type)
        {
            case PrimitiveType primitive:
                WritePrimitive(primitive.Kind, value);
                break;
            case CompositeType composite:
                WriteFields(composite.Fields, value);
                break;
            case VariantType variant:
                WriteVariant(variant, value);
                break;
            case SequenceType sequence:
                WriteSequence(sequence.Element, value);
                break;
            case ArrayType array:
                WriteArray(array, value);
                break;
            case TupleType tuple:
                WriteItems(tuple.Elements, value);
                break;
            case CompactType compact:
                WriteCompact(compact, value);
                break;
            case BitSequenceType bits when value is BitsValue sequence:
                BitSequence.Write(_types, bits, _writer, sequence);
                break;
            default:
                throw new ScaleException($"{type} cannot hold {value}");
        }
    }

    private void WritePrimitive(Primitive kind, Value value)
    {
        switch (kind)
        {
            case Primitive.Bool:
                _writer.WriteBoolean(value.AsBoolean());
                break;
            case Primitive.Str:
                _writer.WriteText(value.AsText());
                break;
            case Primitive.Character:
                _writer.WriteU32(OneRune(value.AsText()));
                break;
            default:
                _writer.WriteInteger(value.AsNumber<BigInteger>(), kind.IntegerSize(), kind.IsSigned());
                break;
        }
    }

    private static uint OneRune(string text) =>
        text.Length > 0 && Rune.TryGetRuneAt(text, 0, out Rune rune) && rune.Utf16SequenceLength == text.Length
        ? (uint)rune.Value
        : throw new ScaleException("a character is one Unicode scalar value");

    private void WriteFields(FieldList fields, Value value)
    {
        switch (fields.Shape)
        {
            case FieldShape.Newtype:
                _path.Enter("");
                Write(fields[0].Type, value);
                _path.Leave();
                break;
            case FieldShape.Named:
                WriteMembers(fields, value as CompositeValue ?? throw new ScaleException($"a struct is wanted and this is {value}"));
                break;
            default:
                WriteItems([.. fields.Select(field => field.Type)], value);
                break;
        }
    }

    private void WriteMembers(FieldList fields, CompositeValue value)
    {
        foreach (Field field in fields)
        {
            _path.Enter(field.Name!);
            Write(field.Type, value.Find(field.Name!) ?? throw new ScaleException("the value lacks this member"));
            _path.Leave();
        }

        foreach ((string name, Value _) in value.Members)
        {
            if (!fields.Any(field => field.Name == name))
            {
                throw new ScaleException($"the type has no member {name}");
            }
        }

        if (value.Members.Length != fields.Count)
        {
            throw new ScaleException("the value has a member twice");
        }
    }

    private void WriteVariant(VariantType type, Value value)
    {
        VariantValue form = value.AsVariant();
        Variant variant = type.Find(form.Name) ?? throw new ScaleException($"{type} has no variant {form.Name}");
        _writer.WriteU8(variant.Index);
        _path.Enter(variant.Name);
        WriteFields(variant.Fields, form.Content);
        _path.Leave();
    }

    private void WriteSequence(uint element, Value value)
    {
        if (_types.IsByte(element))
        {
            _writer.WriteByteSequence(value.AsBytes().Span);
            return;
        }

        ImmutableArray<Value> items = value.AsList();
        _writer.WriteLength(items.Length);
        WriteAll(element, items);
    }

    private void WriteArray(ArrayType array, Value value)
    {
        bool isBytes = _types.IsByte(array.Element);
        int length = isBytes ? value.AsBytes().Length : value.AsList().Length;
        if (length != array.Length)
        {
            throw new ScaleException($"{array.Length} elements are wanted and there are {length}");
        }

        if (isBytes)
        {
            _writer.WriteBytes(value.AsBytes().Span);
        }
        else
        {
            WriteAll(array.Element, value.AsList());
        }
    }

    private void WriteAll(uint element, ImmutableArray<Value> items)
    {
        for (int i = 0; i < items.Length; i++)
        {
            _path.Enter(i);
            Write(element, items[i]);
            _path.Leave();
        }
    }

    private void WriteItems(IReadOnlyList<uint> types, Value value)
    {
        ImmutableArray<Value> items = value.AsList();
        if (items.Length != types.Count)
        {
            throw new ScaleException($"{types.Count} members are wanted and there are {items.Length}");
        }

        for (int i = 0; i < items.Length; i++)
        {
            _path.Enter(i);
            Write(types[i], items[i]);
            _path.Leave();
        }
    }

    private void WriteCompact(CompactType type, Value value)
    {
        int size = CompactNumbers.SizeOf(_types, type);
        if (size == 0)
        {
            _ = value.AsList();
            return;
        }

        BigInteger number = value.AsNumber<BigInteger>();
        if (number.Sign < 0 || number.GetBitLength() > size * 8)
        {
            throw new ScaleException($"{number} does not fit u{size * 8}");
        }

        _writer.WriteCompact(number);
    }
}
