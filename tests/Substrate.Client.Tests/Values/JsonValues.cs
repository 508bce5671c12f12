using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Fixtures;
using Substrate.Client.Types;
using Substrate.Client.Values;
using Substrate.Cryptography;

namespace Substrate.Client.Tests.Values;

/// <summary>Turns the values that polkadot-js wrote as JSON into ours, led by their type.</summary>
internal static class JsonValues
{
    public static Value Read(TypeRegistry types, uint id, JsonElement json) => types[id] switch
    {
        PrimitiveType { Kind: Primitive.Bool } => Value.Of(json.GetBoolean()),
        PrimitiveType { Kind: Primitive.Str } => Value.Of(json.GetString()!),
        PrimitiveType or CompactType => Value.Of(Number(json)),
        CompositeType { Fields.Shape: FieldShape.Newtype } newtype => Read(types, newtype.Fields[0].Type, json),
        CompositeType composite => Fields(types, composite.Fields, json),
        VariantType { Name: "Option" } option => json.ValueKind == JsonValueKind.Null ? Value.None : Some(types, option, json),
        VariantType variant => Form(types, variant, json),
        SequenceType sequence => Items(types, sequence.Element, json),
        ArrayType array => Items(types, array.Element, json),
        TupleType tuple => json.ValueKind == JsonValueKind.Null
            ? Value.Unit
            : Value.List([.. tuple.Elements.Zip(json.EnumerateArray(), (element, item) => Read(types, element, item))]),
        TypeDefinition other => throw new NotSupportedException(other.ToString()),
    };

    private static Value Some(TypeRegistry types, VariantType option, JsonElement json)
    {
        uint inner = option.Variants[1].Fields[0].Type;

        // polkadot-js cannot tell Some(None) from None and takes an absent Bytes for an empty one.
        return types[inner] is SequenceType && json.GetRawText() == "\"0x\"" ? Value.None : Value.Some(Read(types, inner, json));
    }

    private static Value Form(TypeRegistry types, VariantType type, JsonElement json)
    {
        (string name, JsonElement content) = json.ValueKind == JsonValueKind.String
            ? (json.GetString()!, default)
            : json.EnumerateObject().Select(member => (member.Name, member.Value)).Single();
        Variant variant = type.Variants.Single(candidate => string.Equals(candidate.Name, name, StringComparison.OrdinalIgnoreCase));
        return variant.Fields.Shape switch
        {
            FieldShape.Unit => Value.Variant(variant.Name),
            FieldShape.Newtype => Value.Variant(variant.Name, Read(types, variant.Fields[0].Type, content)),
            _ => Value.Variant(variant.Name, Fields(types, variant.Fields, content)),
        };
    }

    private static Value Fields(TypeRegistry types, FieldList fields, JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => fields.Shape == FieldShape.Named
            ? Value.Composite([.. fields.Zip(json.EnumerateArray(), (field, item) => (field.Name!, Read(types, field.Type, item)))])
            : Value.List([.. fields.Zip(json.EnumerateArray(), (field, item) => Read(types, field.Type, item))]),
        _ => Value.Composite([.. fields.Select(field => (field.Name!, Read(types, field.Type, Member(json, field.Name!))))]),
    };

    private static JsonElement Member(JsonElement json, string name)
    {
        string bare = name.Replace("_", "", StringComparison.Ordinal);
        return json.EnumerateObject().Single(member => string.Equals(member.Name.Replace("_", "", StringComparison.Ordinal), bare, StringComparison.OrdinalIgnoreCase)).Value;
    }

    private static Value Items(TypeRegistry types, uint element, JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.String)
        {
            string text = json.GetString()!;
            return AccountId.TryParse(text, out AccountId account) ? Value.Of(account) : Value.Of(HexText.Bytes(text));
        }

        Value[] items = json.ValueKind == JsonValueKind.Object
            ? [.. json.EnumerateObject().Select(member => Value.List(Value.Of(BigInteger.Parse(member.Name, CultureInfo.InvariantCulture)), Value.Of(member.Value.GetString()!)))]
            : [.. json.EnumerateArray().Select(item => Read(types, element, item))];
        return types.IsByte(element) ? Value.Of(Value.List(items).AsBytes().Span) : Value.List(items);
    }


    private static BigInteger Number(JsonElement json)
    {
        string text = json.ValueKind == JsonValueKind.String ? json.GetString()! : json.GetRawText();
        return text.StartsWith("0x", StringComparison.Ordinal)
            ? new BigInteger(HexText.Bytes(text), isUnsigned: true, isBigEndian: true)
            : BigInteger.Parse(text, CultureInfo.InvariantCulture);
    }
}
