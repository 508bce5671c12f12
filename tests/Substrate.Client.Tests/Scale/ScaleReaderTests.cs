using Fixtures;
using Substrate.Client.Scale;

namespace Substrate.Client.Tests.Scale;

public class ScaleReaderTests
{
    [Theory]
    [InlineData("fc", 63)]
    [InlineData("0101", 64)]
    [InlineData("fdff", 16_383)]
    [InlineData("02000100", 16_384)]
    [InlineData("feffffff", 1_073_741_823)]
    [InlineData("0300000040", 1_073_741_824)]
    [InlineData("13ffffffffffffffff", ulong.MaxValue)]
    public void Compacts_are_read_in_every_mode(string hex, ulong expected)
    {
        ScaleReader reader = new(HexText.Bytes(hex));

        reader.ReadCompactU64().ShouldBe(expected);
        reader.Remaining.ShouldBe(0);
    }

    [Theory]
    [InlineData("0100")]
    [InlineData("fd00")]
    [InlineData("02000000")]
    [InlineData("feff0000")]
    [InlineData("0300000000")]
    [InlineData("03ffffff3f")]
    [InlineData("070000004000")]
    [InlineData("0f00000000000000")]
    public void A_compact_that_is_longer_than_needed_is_refused(string hex)
    {
        byte[] bytes = HexText.Bytes(hex);

        Should.Throw<ScaleException>(() => new ScaleReader(bytes).ReadCompactU128()).Message.ShouldContain("shortest form");
        Should.Throw<ScaleException>(() => new ScaleReader(bytes).ReadCompact()).Message.ShouldContain("shortest form");
    }

    [Fact]
    public void A_compact_beyond_its_width_is_refused()
    {
        Should.Throw<ScaleException>(() => new ScaleReader(HexText.Bytes("070000000001")).ReadCompactU32()).Message
            .ShouldBe("the compact number exceeds 4294967295, at byte 0");
        Should.Throw<ScaleException>(() => new ScaleReader(HexText.Bytes("17000000000000000001")).ReadCompactU64());
        Should.Throw<ScaleException>(() => new ScaleReader([0x37, .. new byte[16], 1]).ReadCompactU128());
    }

    [Fact]
    public void A_length_is_held_against_the_remaining_bytes_before_anything_is_allocated()
    {
        byte[] claims = HexText.Bytes("feffffff00000000");

        Should.Throw<ScaleException>(() => new ScaleReader(claims).ReadLength(minimumElementSize: 2)).Message
            .ShouldBe("1073741823 elements of at least 2 bytes are announced and 4 bytes are left, at byte 4");
        Should.Throw<ScaleException>(() => new ScaleReader(claims).ReadByteSequence().Length);
        Should.Throw<ScaleException>(() => new ScaleReader(claims).ReadText());
        new ScaleReader(HexText.Bytes("0800000000")).ReadLength(minimumElementSize: 2).ShouldBe(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("02")]
    [InlineData("ff")]
    public void A_boolean_and_an_option_are_one_byte_of_0_or_1(string hex)
    {
        byte[] bytes = HexText.Bytes(hex);

        Should.Throw<ScaleException>(() => new ScaleReader(bytes).ReadBoolean());
        Should.Throw<ScaleException>(() => new ScaleReader(bytes).ReadOption());
    }

    [Theory]
    [InlineData("08c328")]
    [InlineData("0ceda080")]
    [InlineData("04ff")]
    public void Text_that_is_not_UTF_8_is_refused(string hex) =>
        Should.Throw<ScaleException>(() => new ScaleReader(HexText.Bytes(hex)).ReadText())
            .Message.ShouldBe("the text is not UTF-8, at byte 0");

    [Fact]
    public void Left_over_bytes_are_refused()
    {
        Should.Throw<ScaleException>(() =>
        {
            ScaleReader reader = new([1, 2, 3]);
            _ = reader.ReadU16();
            reader.EnsureEnd();
        }).Message.ShouldBe("1 bytes are left over, at byte 2");
    }

    [Fact]
    public void A_refusal_says_where_it_happened()
    {
        ScaleException refusal = Should.Throw<ScaleException>(() =>
        {
            ScaleReader reader = new(new byte[9]);
            _ = reader.ReadU64();
            _ = reader.ReadU32();
        });

        refusal.Position.ShouldBe(8);
        refusal.Message.ShouldBe("4 bytes are needed and 1 are left, at byte 8");
    }
}
