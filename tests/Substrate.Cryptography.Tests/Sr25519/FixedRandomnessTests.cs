using System.Security.Cryptography;
using System.Text.Json;
using Fixtures;
using Substrate.Cryptography.Sr25519;

namespace Substrate.Cryptography.Tests.Sr25519;

public class FixedRandomnessTests
{
    private static readonly JsonElement Document = Repository.Json("vectors", "sr25519-fixed.json").RootElement;

    public static TheoryData<string> Cases { get; } = SignatureVectors.Rows([.. Document.GetProperty("cases").EnumerateArray()]);

    public static TheoryData<string, int, string> LongNames { get; } = new(
        Document.GetProperty("longNames").EnumerateArray().Select(v => new TheoryDataRow<string, int, string>(
            v.Text("character")!, v.GetProperty("length").GetInt32(), v.Text("chainCode")!)));

    [Fact]
    public void All_14_vectors_are_used() => (Cases.Count, LongNames.Count).ShouldBe((8, 6));

    [Fact]
    public void Messages_of_0_to_399_bytes_have_the_signatures_of_the_reference_implementation()
    {
        JsonElement v = Document.GetProperty("everyLength");
        byte[] secretKey = new byte[64];
        byte[] signature = new byte[64];
        MiniSecret.Expand(v.Bytes("miniSecret"), secretKey);
        using IncrementalHash signatures = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        for (int length = 0; length < v.GetProperty("lengths").GetInt32(); length++)
        {
            Signing.Sign(secretKey, v.Bytes("publicKey"), new byte[length], v.Bytes("randomness"), signature);
            signatures.AppendData(signature);
        }

        signatures.GetHashAndReset().ShouldBe(v.Bytes("sha256"));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Keys_signatures_and_children_are_those_of_the_reference_implementation(string vector)
    {
        JsonElement v = JsonDocument.Parse(vector).RootElement;
        byte[] secretKey = new byte[64];
        MiniSecret.Expand(v.Bytes("miniSecret"), secretKey);
        secretKey.ShouldBe(v.Bytes("secretKey"));

        byte[] signature = new byte[64];
        Signing.Sign(secretKey, v.Bytes("publicKey"), v.Bytes("message"), v.Bytes("randomness"), signature);
        signature.ShouldBe(v.Bytes("signature"));

        byte[] soft = new byte[64];
        Derivation.Soft(secretKey, v.Bytes("publicKey"), v.Bytes("chainCode"), v.Bytes("randomness"), soft);
        soft.ShouldBe(v.Bytes("softChild"));

        byte[] hardMiniSecret = new byte[32];
        byte[] hard = new byte[64];
        Derivation.Hard(secretKey, v.Bytes("chainCode"), hardMiniSecret);
        MiniSecret.Expand(hardMiniSecret, hard);
        hard.ShouldBe(v.Bytes("hardChild"));
    }

    [Theory]
    [MemberData(nameof(LongNames))]
    public void Names_beyond_32_bytes_are_hashed_with_their_length_before_them(string character, int length, string chainCode)
    {
        byte[] actual = new byte[32];

        DerivationJunction.Hard(new string(character[0], length)).CopyChainCodeTo(actual);

        actual.ShouldBe(HexText.Bytes(chainCode));
    }
}
