using CsCheck;
using Substrate.Client.Scale;
using Substrate.Client.Tests.Metadata;
using Substrate.Client.Types;
using Substrate.Client.Values;

namespace Substrate.Client.Tests.Values;

public class ValueRoundTripTests
{
    private static readonly string[] Leaves =
    [
        "bool", "char", "Text", "u8", "u16", "u32", "u64", "u128", "u256", "i8", "i16", "i32", "i64", "i128", "i256", "()", "Bytes",
        "Compact<u8>", "Compact<u32>", "Compact<u128>", "Compact<u256>", "AccountId32", "BitVec<u8,Lsb0>", "BitVec<u32,Msb0>", "E1", "E2", "S1",
    ];

    [Fact]
    public void Any_value_of_any_type_comes_back_from_its_bytes() =>
        Gen.Select(AnyType(3), Gen.Int).Sample((type, seed) =>
        {
            (TypeRegistry registry, uint id) = new VectorTypes()[type];
            Value value = new RandomValues(registry, seed).Next(id);
            byte[] bytes = ValueWriter.Encode(registry, id, value, type);
            return ValueReader.Read(registry, id, bytes, type).Equals(value);
        }, iter: 500);

    [Fact]
    public void Any_bytes_are_a_value_with_exactly_these_bytes_or_are_refused() =>
        Gen.Select(AnyType(3), Gen.Byte[0, 16].Array[0, 40]).Sample((type, bytes) =>
        {
            (TypeRegistry registry, uint id) = new VectorTypes()[type];
            return IsRefusedOrComesBack(registry, id, bytes);
        }, iter: 500);

    [Theory]
    [MemberData(nameof(RealMetadata.All), MemberType = typeof(RealMetadata))]
    public void Every_type_of_a_real_runtime_can_be_written_and_read(string name)
    {
        TypeRegistry registry = RealMetadata.Parse(name).Types;
        foreach (TypeDefinition type in (IEnumerable<TypeDefinition>)registry)
        {
            RandomValues random = new(registry, seed: (int)type.Id);
            if (random.IsVoid(type.Id))
            {
                continue;
            }

            Value value = random.Next(type.Id);
            byte[] bytes = ValueWriter.Encode(registry, type.Id, value, type.ToString());

            ValueReader.Read(registry, type.Id, bytes, type.ToString()).ShouldBe(value, type.ToString());
            bytes.Length.ShouldBeGreaterThanOrEqualTo(registry.MinimumSize(type.Id), type.ToString());
            registry.IsEmpty(type.Id).ShouldBe(bytes.Length == 0 && type is not SequenceType, type.ToString());
        }
    }

    private static bool IsRefusedOrComesBack(TypeRegistry registry, uint id, byte[] bytes)
    {
        Value value;
        try
        {
            value = ValueReader.Read(registry, id, bytes, "any");
        }
        catch (ScaleException)
        {
            return true;
        }

        return ValueWriter.Encode(registry, id, value, "any").AsSpan().SequenceEqual(bytes);
    }

    private static Gen<string> AnyType(int depth)
    {
        Gen<string> leaf = Gen.OneOf([.. Leaves.Select(Gen.Const)]);
        if (depth == 0)
        {
            return leaf;
        }

        Gen<string> inner = AnyType(depth - 1);
        return Gen.Frequency(
            (2, leaf),
            (1, inner.Select(type => $"Vec<{type}>")),
            (1, inner.Select(type => $"Option<{type}>")),
            (1, Gen.Select(inner, Gen.Int[0, 4]).Select((type, length) => $"[{type};{length}]")),
            (1, Gen.Select(inner, inner).Select((one, other) => $"({one},{other})")),
            (1, Gen.Select(inner, inner).Select((one, other) => $"Result<{one},{other}>")));
    }
}
