using System.Text.Json;
using Fixtures;
using Substrate.Cryptography.Sr25519;

namespace Substrate.Cryptography.Tests.Sr25519;

public class MiniSecretTests
{
    public static TheoryData<string> Mnemonics { get; } = SignatureVectors.Rows(SignatureVectors.Of("mnemonics"));

    [Theory]
    [MemberData(nameof(Mnemonics))]
    public void Expansion_gives_an_eighth_of_the_scalar_of_polkadot_js_and_the_same_nonce(string vector)
    {
        JsonElement v = JsonDocument.Parse(vector).RootElement;
        byte[] secretKey = new byte[SecretKey.Length];

        MiniSecret.Expand(v.Bytes("miniSecret"), secretKey);

        Eightfold(secretKey.AsSpan(0, 32)).ShouldBe(v.Bytes("secretKey")[..32]);
        secretKey[32..].ShouldBe(v.Bytes("secretKey")[32..]);
    }

    [Fact]
    public void Other_lengths_are_refused()
    {
        Should.Throw<ArgumentException>(() => MiniSecret.Expand(new byte[31], new byte[64]));
        Should.Throw<ArgumentException>(() => MiniSecret.Expand(new byte[32], new byte[63]));
    }

    private static byte[] Eightfold(ReadOnlySpan<byte> number)
    {
        byte[] product = new byte[32];
        int carry = 0;
        for (int index = 0; index < 32; index++)
        {
            carry += number[index] * 8;
            product[index] = (byte)carry;
            carry >>= 8;
        }

        carry.ShouldBe(0);
        return product;
    }
}
