using Fixtures;
using Substrate.Client.Scale;
using Substrate.Client.Types;
using Substrate.Client.Values;

namespace Substrate.Client.Tests.Values;

public class ValueReaderTests
{
    private readonly VectorTypes _types = new();

    [Fact]
    public void A_struct_around_one_member_without_a_name_looks_like_that_member()
    {
        _types.Book.Newtype("NetUid", "NetUid", "u16");
        _types.Book.Newtype("Bounded", "BoundedVec", "Vec<NetUid>");

        Read("NetUid", "0b00").ShouldBe(Value.Of(11));
        Read("Compact<NetUid>", "2c").ShouldBe(Value.Of(11));
        Read("Bounded", "080b000c00").ShouldBe(Value.List(Value.Of(11), Value.Of(12)));
        Read("AccountId32", new string('7', 64)).AsAccountId().ToArray().ShouldBe(HexText.Bytes(new string('7', 64)));
    }

    [Fact]
    public void Arrays_and_sequences_of_bytes_are_bytes_even_of_wrapped_ones()
    {
        _types.Book.Newtype("Byte", "Byte", "u8");

        Read("Vec<u8>", "0c010203").ShouldBe(Value.Of([1, 2, 3]));
        Read("[u8;2]", "0102").ShouldBe(Value.Of([1, 2]));
        Read("Vec<Byte>", "08aabb").ShouldBe(Value.Of([0xaa, 0xbb]));
        Read("Vec<Compact<u8>>", "08040101").ShouldBe(Value.List(Value.Of(1), Value.Of(64)));
        Read("Vec<Compact<u8>>", "08040101").AsBytes().ToArray().ShouldBe([1, 64]);
    }

    [Fact]
    public void Members_with_names_are_a_struct_and_members_without_are_a_list()
    {
        _types.Book.Struct("Pair", "Pair", ("", "u8"), ("", "u16"));
        _types.Book.Struct("Empty", "Empty");

        Read("Pair", "010200").ShouldBe(Value.List(Value.Of(1), Value.Of(2)));
        Read("Empty", "").ShouldBe(Value.Unit);
        Value value = Read("S1", "07000478040479010c");
        value["id"].AsNumber<ushort>().ShouldBe((ushort)7);
        value["tags"][0].AsText().ShouldBe("y");
        value["inner"][1].AsNumber<int>().ShouldBe(3);
        value.ToString().ShouldBe("{id: 7, name: \"x\", tags: [\"y\"], inner: [true, 3]}");
    }

    [Fact]
    public void Options_are_variants_so_that_an_option_of_an_option_loses_nothing()
    {
        Read("Option<Option<u8>>", "00").ShouldBe(Value.None);
        Read("Option<Option<u8>>", "0100").ShouldBe(Value.Some(Value.None));
        Read("Option<Option<u8>>", "010105").AsOption().ShouldNotBeNull().AsOption().ShouldBe(Value.Of(5));
        Read("Option<bool>", "0101").ShouldBe(Value.Some(Value.Of(true)));
    }

    [Theory]
    [InlineData("BitVec<u8,Lsb0>", "1415", "10101")]
    [InlineData("BitVec<u8,Msb0>", "14a8", "10101")]
    [InlineData("BitVec<u8,Lsb0>", "2805 02", "1010000001")]
    [InlineData("BitVec<u16,Lsb0>", "140500", "10100")]
    [InlineData("BitVec<u16,Msb0>", "1400a0", "10100")]
    [InlineData("BitVec<u32,Msb0>", "0800000080", "10")]
    [InlineData("BitVec<u64,Lsb0>", "040100000000000000", "1")]
    [InlineData("BitVec<u64,Lsb0>", "00", "")]
    public void Bit_sequences_are_read_in_either_order_from_every_store(string type, string hex, string bits)
    {
        (TypeRegistry registry, uint id) = _types[type];
        byte[] bytes = HexText.Bytes(hex.Replace(" ", "", StringComparison.Ordinal));

        Value value = ValueReader.Read(registry, id, bytes, "bits");

        value.ToString().ShouldBe($"0b{bits}");
        ValueWriter.Encode(registry, id, value, "bits").ShouldBe(bytes);
    }

    [Theory]
    [InlineData("BitVec<u8,Lsb0>", "14ff", "beyond the end")]
    [InlineData("BitVec<u8,Lsb0>", "2805", "10 bits are announced and 1 bytes are left")]
    [InlineData("BitVec<u64,Lsb0>", "feffffff", "bits are announced")]
    [InlineData("BitVec<u128,Lsb0>", "00", "cannot hold the bits")]
    [InlineData("char", "00d80000", "not a Unicode scalar value")]
    [InlineData("Compact<bool>", "00", "has no compact form")]
    [InlineData("Compact<u8>", "0104", "exceeds 8 bits")]
    public void Malformed_values_say_what_is_wrong(string type, string hex, string expected) =>
        Should.Throw<ScaleException>(() => Read(type, hex)).Message.ShouldContain(expected);

    [Theory]
    [InlineData("Vec<S1>", "0800000000010c00000000 0210", "value[1].inner[0]: 2 is not a tag of a boolean")]
    [InlineData("Vec<E2>", "0409", "value[0]: E2 (type ")]
    [InlineData("Vec<E2>", "04 0205 08ff", "value[0].Pair[1]: ")]
    [InlineData("E2", "0307000102", "value.Named.y.Some: 2 is not a tag of a boolean")]
    [InlineData("(u8,[u16;2])", "01 0100 02", "value[1]: 2 elements are needed and 3 bytes are left")]
    public void A_refusal_says_where_in_the_value_it_happened(string type, string hex, string expected) =>
        Should.Throw<ScaleException>(() => Read(type, hex.Replace(" ", "", StringComparison.Ordinal))).Message.ShouldStartWith(expected);

    [Fact]
    public void A_value_may_be_followed_by_others_when_a_reader_is_passed()
    {
        (TypeRegistry registry, uint id) = _types["u16"];
        ScaleReader reader = new([1, 0, 2, 0]);

        ValueReader.Read(registry, id, ref reader, "first").ShouldBe(Value.Of(1));
        ValueReader.Read(registry, id, ref reader, "second").ShouldBe(Value.Of(2));
        reader.Remaining.ShouldBe(0);
        Should.Throw<ScaleException>(() => ValueReader.Read(registry, id, [1, 0, 2], "value")).Message
            .ShouldBe("value: 1 bytes are left over, at byte 2");
    }

    [Theory]
    [InlineData("Vec<()>", "feffffff")]
    [InlineData("[();4294967295]", "")]
    [InlineData("[();2147483647]", "")]
    [InlineData("Vec<Vec<()>>", "0cfeff0300feff0300feff0300")]
    [InlineData("[[[u64;65536];65536];65536]", "00")]
    [InlineData("Vec<[u64;65536]>", "feffffff00000000")]
    public void Absurd_numbers_of_elements_are_refused_before_memory_is_taken(string type, string hex)
    {
        (TypeRegistry registry, uint id) = _types[type];
        byte[] bytes = HexText.Bytes(hex);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Should.Throw<ScaleException>(() => ValueReader.Read(registry, id, bytes, "value"));

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
    }

    [Fact]
    public void A_few_values_without_content_are_read()
    {
        Read("Vec<()>", "0c").ShouldBe(Value.List(Value.Unit, Value.Unit, Value.Unit));
        Read("Vec<(u8,(),())>", "080102")[1].ShouldBe(Value.List(Value.Of(2), Value.Unit, Value.Unit));
    }

    [Fact]
    public void Types_that_contain_themselves_end_in_a_refusal_and_not_in_a_crash()
    {
        _types.Book.Declare("Chain");
        _types.Book.Enum("Chain", "Chain", new(0, "End", []), new(1, "Link", [("", "Chain")]));
        _types.Book.Declare("Wrapper");
        _types.Book.Newtype("Wrapper", "Wrapper", "(Wrapper,u8)");

        Read("Chain", "01010100").ToString().ShouldBe("Link(Link(Link(End)))");
        Should.Throw<ScaleException>(() => Read("Chain", string.Concat(Enumerable.Repeat("01", 10_000))))
            .Message.ShouldContain("nested more than 256 deep");
        Should.Throw<ScaleException>(() => Read("Wrapper", "00")).Message.ShouldContain("nested more than 256 deep");
    }

    [Fact]
    public void Structs_without_content_that_double_at_every_level_are_refused()
    {
        _types.Book.Struct("D0", "D0");
        for (int level = 1; level <= 40; level++)
        {
            _types.Book.Struct($"D{level}", $"D{level}", ("left", $"D{level - 1}"), ("right", $"D{level - 1}"));
        }

        Should.Throw<ScaleException>(() => Read("D40", "")).Message.ShouldContain("without content");
    }

    private Value Read(string type, string hex)
    {
        (TypeRegistry registry, uint id) = _types[type];
        return ValueReader.Read(registry, id, HexText.Bytes(hex), "value");
    }
}
