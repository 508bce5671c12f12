using System.Numerics;
using System.Text;
using Substrate.Client.Types;
using Substrate.Client.Values;

namespace Substrate.Client.Tests.Values;

/// <summary>Makes up values of a type; the same seed makes the same values.</summary>
internal sealed class RandomValues(TypeRegistry types, int seed)
{
    private readonly Random _random = new(seed);

    public Value Next(uint id, int depth = 0) => types[id] switch
    {
        PrimitiveType { Kind: Primitive.Bool } => Value.Of(_random.Next(2) == 1),
        PrimitiveType { Kind: Primitive.Str } => Value.Of(Text()),
        PrimitiveType { Kind: Primitive.Character } => Value.Of(new Rune(0x1f600 + _random.Next(64)).ToString()),
        PrimitiveType primitive => Value.Of(Number(primitive.Kind.IntegerSize(), primitive.Kind.IsSigned())),
        CompactType compact => types.Unwrap(compact.Inner) is PrimitiveType inner
            ? Value.Of(Number(inner.Kind.IntegerSize(), isSigned: false))
            : Value.Unit,
        CompositeType composite => Fields(composite.Fields, depth),
        VariantType variant => Form(variant, depth),
        SequenceType sequence => Items(sequence.Element, depth > 6 || IsVoid(sequence.Element) ? 0 : _random.Next(4), depth),
        ArrayType array => Items(array.Element, (int)array.Length, depth),
        TupleType tuple => Value.List([.. tuple.Elements.Select(element => Next(element, depth + 1))]),
        BitSequenceType => new BitsValue([.. Enumerable.Range(0, _random.Next(70)).Select(_ => _random.Next(2) == 1)]),
        TypeDefinition other => throw new NotSupportedException(other.ToString()),
    };

    private Value Fields(FieldList fields, int depth) => fields.Shape switch
    {
        FieldShape.Unit => Value.Unit,
        FieldShape.Newtype => Next(fields[0].Type, depth + 1),
        FieldShape.Named => Value.Composite([.. fields.Select(field => (field.Name!, Next(field.Type, depth + 1)))]),
        _ => Value.List([.. fields.Select(field => Next(field.Type, depth + 1))]),
    };

    /// <summary>True for types that have no values: enums without a form, and what contains one.</summary>
    public bool IsVoid(uint id, int depth = 0) => depth < 6 && types[id] switch
    {
        VariantType variant => variant.Variants.All(form => form.Fields.Any(field => IsVoid(field.Type, depth + 1))),
        CompositeType composite => composite.Fields.Any(field => IsVoid(field.Type, depth + 1)),
        _ => false,
    };

    private Value Form(VariantType type, int depth)
    {
        Variant[] forms = [.. type.Variants.Where(form => !form.Fields.Any(field => IsVoid(field.Type)))];

        // Deep down the form with the fewest members, so that types that contain themselves come to an end.
        Variant variant = depth > 6
            ? forms.MinBy(form => form.Fields.Sum(field => types.MinimumSize(field.Type)))!
            : forms[_random.Next(forms.Length)];
        return Value.Variant(variant.Name, Fields(variant.Fields, depth));
    }

    private Value Items(uint element, int count, int depth)
    {
        if (!types.IsByte(element))
        {
            return Value.List([.. Enumerable.Range(0, count).Select(_ => Next(element, depth + 1))]);
        }

        byte[] bytes = new byte[count];
        _random.NextBytes(bytes);
        return Value.Of(bytes);
    }

    private BigInteger Number(int size, bool isSigned)
    {
        byte[] bytes = new byte[_random.Next(size) + 1];
        _random.NextBytes(bytes);
        return new BigInteger(bytes, isUnsigned: !isSigned);
    }

    private string Text() => string.Concat(Enumerable.Range(0, _random.Next(8)).Select(_ => "aß€😀"[.._random.Next(1, 3)]));
}
