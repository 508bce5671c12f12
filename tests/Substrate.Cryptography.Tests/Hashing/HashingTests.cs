using System.Text.Json;
using Fixtures;
using Substrate.Cryptography.Hashing;

namespace Substrate.Cryptography.Tests.Hashing;

public class HashingTests
{
    public static TheoryData<string> Vectors { get; } =
        new(Repository.Json("vectors", "hashers.json").RootElement.GetProperty("vectors").EnumerateArray().Select(v => v.GetRawText()));

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Digests_are_those_of_the_reference_implementations(string vector)
    {
        JsonElement expected = JsonDocument.Parse(vector).RootElement;
        byte[] input = expected.Bytes("input");

        Twox.Hash(input, 8).ShouldBe(expected.Bytes("twox64"));
        Twox.Hash(input, 16).ShouldBe(expected.Bytes("twox128"));
        Twox.Hash(input, 32).ShouldBe(expected.Bytes("twox256"));
        Blake2b.Hash(input, 16).ShouldBe(expected.Bytes("blake2_128"));
        Blake2b.Hash(input, 32).ShouldBe(expected.Bytes("blake2_256"));
        Blake2b.Hash(input, 64).ShouldBe(expected.Bytes("blake2_512"));
    }

    [Fact]
    public void A_digest_of_another_length_is_refused()
    {
        Should.Throw<ArgumentException>(() => Blake2b.Hash([], 65));
        Should.Throw<ArgumentException>(() => Twox.Hash([], 12));
    }
}
