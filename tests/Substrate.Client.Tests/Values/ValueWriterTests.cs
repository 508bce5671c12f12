using Substrate.Client.Scale;
using Substrate.Client.Types;
using Substrate.Client.Values;

namespace Substrate.Client.Tests.Values;

public class ValueWriterTests
{
    private readonly VectorTypes _types = new();

    public static TheoryData<string, Value, string> Misfits { get; } = new()
    {
        { "u8", Value.Of(256), "value: 256 does not fit u8" },
        { "u8", Value.Of("7"), "value: a number is wanted and this is a text: \"7\"" },
        { "Compact<u16>", Value.Of(65_536), "value: 65536 does not fit u16" },
        { "Compact<u16>", Value.Of(-1), "value: -1 does not fit u16" },
        { "bool", Value.Of(1), "value: a boolean is wanted and this is a number: 1" },
        { "char", Value.Of("ab"), "value: a character is one Unicode scalar value" },
        { "char", Value.Of(""), "value: a character is one Unicode scalar value" },
        { "[u8;3]", Value.Of([1, 2]), "value: 3 elements are wanted and there are 2" },
        { "[u16;1]", Value.List(), "value: 1 elements are wanted and there are 0" },
        { "Vec<u8>", Value.List(Value.Of(1), Value.Of(256)), "value: 256 does not fit Byte" },
        { "(u8,u8)", Value.List(Value.Of(1)), "value: 2 members are wanted and there are 1" },
        { "(u8,u8)", Value.List(Value.Of(1), Value.Of("")), "value[1]: a number is wanted and this is a text: \"\"" },
        { "()", Value.Of(1), "value: a list is wanted and this is a number: 1" },
        { "E1", Value.Variant("D"), "value: E1 (type " },
        { "E1", Value.Variant("A", Value.Of(1)), "value.A: a list is wanted and this is a number: 1" },
        { "E2", Value.Variant("Named", Value.Composite(("x", Value.Of(1)))), "value.Named.y: the value lacks this member" },
        { "E2", Value.Variant("Named", Value.List(Value.Of(1), Value.None)), "value.Named: a struct is wanted and this is [1, None]" },
        { "E2", Value.Variant("Named", Value.Composite(("x", Value.Of(1)), ("y", Value.None), ("z", Value.None))), "value.Named: the type has no member z" },
        { "E2", Value.Variant("Named", Value.Composite(("x", Value.Of(1)), ("y", Value.None), ("y", Value.None))), "value.Named: the value has a member twice" },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public void A_value_of_another_type_is_refused_with_its_place(string type, Value value, string expected)
    {
        (TypeRegistry registry, uint id) = _types[type];

        Should.Throw<ScaleException>(() => ValueWriter.Encode(registry, id, value, "value")).Message.ShouldStartWith(expected);
    }

    [Fact]
    public void Members_are_found_by_name_in_any_order_and_variants_by_name_whatever_their_index()
    {
        (TypeRegistry registry, uint id) = _types["E2"];
        Value value = Value.Variant("Named", Value.Composite(("y", Value.Some(Value.Of(true))), ("x", Value.Of(3))));

        ValueWriter.Encode(registry, id, value, "value").ShouldBe([3, 3, 0, 1, 1]);
    }

    [Fact]
    public void Values_say_what_they_are_when_used_for_something_else()
    {
        Value value = Value.Composite(("a", Value.List(Value.Of(1))));

        Should.Throw<ScaleException>(() => value["b"]).Message.ShouldBe("a struct {a: [1]} has no member b");
        Should.Throw<ScaleException>(() => value["a"][1]).Message.ShouldBe("the list has 1 members and none at 1");
        Should.Throw<ScaleException>(() => value["a"].AsOption()).Message.ShouldBe("a variant is wanted and this is a list: [1]");
        Should.Throw<ScaleException>(() => Value.Of(300).AsNumber<byte>()).Message.ShouldBe("300 does not fit Byte");
        Should.Throw<ScaleException>(() => Value.Of([1]).AsAccountId()).Message.ShouldBe("1 bytes are no account");
        Should.Throw<ScaleException>(() => Value.Of([1]).AsHash()).Message.ShouldBe("1 bytes are no hash");
        Should.Throw<ScaleException>(() => Value.Variant("Other").AsOption()).Message.ShouldBe("Other is no option");
    }
}
