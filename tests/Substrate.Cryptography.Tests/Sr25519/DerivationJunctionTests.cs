using System.Numerics;
using System.Text.Json;
using CsCheck;
using Fixtures;
using Substrate.Cryptography.Sr25519;

namespace Substrate.Cryptography.Tests.Sr25519;

public class DerivationJunctionTests
{
    /// <summary>Path and chain code of every path of one step in the vectors.</summary>
    public static TheoryData<string, string> Named { get; } = new(
        from vector in SignatureVectors.Of("derivations")
        where vector.TryGetProperty("junctions", out JsonElement junctions) && junctions.GetArrayLength() == 1
        select new TheoryDataRow<string, string>(vector.Text("path")!, vector.GetProperty("junctions")[0].Text("chainCode")!));

    [Theory]
    [MemberData(nameof(Named))]
    public void A_name_gives_the_chain_code_of_the_vectors(string path, string chainCode)
    {
        bool hard = path.StartsWith("//", StringComparison.Ordinal);
        string name = path.TrimStart('/');
        DerivationJunction junction = hard ? DerivationJunction.Hard(name) : DerivationJunction.Soft(name);

        junction.IsHard.ShouldBe(hard);
        ChainCode(junction).ShouldBe(HexText.Bytes(chainCode));
    }

    [Fact]
    public void A_number_is_its_value_whatever_zeros_or_plus_stand_before_it()
    {
        byte[] seven = [7, .. new byte[31]];

        ChainCode(DerivationJunction.Soft("7")).ShouldBe(seven);
        ChainCode(DerivationJunction.Soft("0007")).ShouldBe(seven);
        ChainCode(DerivationJunction.Soft("+7")).ShouldBe(seven);
        ChainCode(DerivationJunction.Soft(new string('0', 100) + "7")).ShouldBe(seven);
        ChainCode(DerivationJunction.Soft(new string('0', 100))).ShouldBe(new byte[32]);
    }

    [Theory]
    [InlineData("-7")]
    [InlineData("7 ")]
    [InlineData("+")]
    [InlineData("٧")]
    [InlineData("0x07")]
    public void What_is_no_plain_number_is_a_text(string name)
    {
        byte[] text = System.Text.Encoding.UTF8.GetBytes(name);
        byte[] expected = new byte[32];
        expected[0] = (byte)(text.Length << 2);
        text.CopyTo(expected, 1);

        ChainCode(DerivationJunction.Hard(name)).ShouldBe(expected);
    }

    [Fact]
    public void A_number_takes_up_to_256_bits()
    {
        string largest = (BigInteger.Pow(2, 256) - 1).ToString();
        string next = BigInteger.Pow(2, 256).ToString();

        ChainCode(DerivationJunction.Hard(largest)).ShouldAllBe(b => b == 0xff);
        Should.Throw<KeyMaterialException>(() => DerivationJunction.Hard(next)).Message.ShouldContain("256 bits");
        Should.Throw<KeyMaterialException>(() => DerivationJunction.Hard(new string('9', 1_000_000))).Message.ShouldContain("256 bits");
    }

    [Fact]
    public void Every_64_bit_number_is_little_endian() => Gen.ULong.Sample(number =>
    {
        byte[] expected = new byte[32];
        for (int index = 0; index < 8; index++)
        {
            expected[index] = (byte)(number >> (8 * index));
        }

        ChainCode(DerivationJunction.Hard(number.ToString())).ShouldBe(expected);
    });

    [Fact]
    public void Names_that_cannot_be_are_refused()
    {
        Should.Throw<KeyMaterialException>(() => DerivationJunction.Hard("")).Message.ShouldContain("no name");
        Should.Throw<KeyMaterialException>(() => DerivationJunction.Soft("\ud800")).Message.ShouldContain("Unicode");
        Should.Throw<KeyMaterialException>(() => DerivationJunction.Soft(new string('x', 16384))).Message.ShouldContain("longer than");
        Should.Throw<KeyMaterialException>(() => DerivationJunction.Soft(new string('é', 8192))).Message.ShouldContain("longer than");
        Should.Throw<ArgumentException>(() => DerivationJunction.FromChainCode(new byte[31], isHard: true));
    }

    private static byte[] ChainCode(DerivationJunction junction)
    {
        byte[] chainCode = new byte[32];
        junction.CopyChainCodeTo(chainCode);
        return chainCode;
    }
}
