using System.Text.Json;
using CsCheck;
using Fixtures;
using Substrate.Cryptography.Mnemonics;
using Substrate.Cryptography.Sr25519;
using Substrate.Cryptography.Tests.Sr25519;

namespace Substrate.Cryptography.Tests.Mnemonics;

public class SecretUriTests
{
    private const string Seed = "0xfac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479e";

    private static readonly Gen<string> Names = Gen.Char["abcXYZ019 -_.é"].Array[1, 40].Select(name => new string(name));

    public static TheoryData<string> Derivations { get; } = SignatureVectors.Rows(SignatureVectors.Of("derivations"));

    public static TheoryData<string, string> SignersOfVectors { get; } = new(
        SignatureVectors.Of("valid").Where(v => v.Text("uri") is not null)
            .Select(v => (Uri: v.Text("uri")!, Key: v.Text("publicKey")!)).Distinct().Select(v => new TheoryDataRow<string, string>(v.Uri, v.Key)));

    [Fact]
    public void All_28_vectors_are_used() => Derivations.Count.ShouldBe(28);

    [Theory]
    [MemberData(nameof(Derivations))]
    public void A_uri_gives_the_key_of_the_vectors(string vector)
    {
        JsonElement v = JsonDocument.Parse(vector).RootElement;

        using Keypair pair = SecretUri.Open(v.Text("uri"));

        pair.PublicKey.ToArray().ShouldBe(v.Bytes("publicKey"));
        pair.ToString().ShouldBe(v.Text("ss58"));
    }

    [Theory]
    [MemberData(nameof(SignersOfVectors))]
    public void A_path_alone_starts_from_the_development_phrase(string uri, string publicKey)
    {
        using Keypair pair = SecretUri.Open(uri);

        pair.PublicKey.ToArray().ShouldBe(HexText.Bytes(publicKey));
    }

    [Theory]
    [InlineData(SecretUri.DevelopmentPhrase, Seed)]
    [InlineData(SecretUri.DevelopmentPhrase + "//a/b", Seed + "//a/b")]
    [InlineData("//a/b", SecretUri.DevelopmentPhrase + "//a/b")]
    [InlineData("//a///", "//a")]
    [InlineData("///", SecretUri.DevelopmentPhrase)]
    [InlineData("///secret", SecretUri.DevelopmentPhrase + "///secret")]
    [InlineData(Seed + "//a///no effect on a seed", Seed + "//a")]
    [InlineData(SecretUri.DevelopmentPhrase + "\n", SecretUri.DevelopmentPhrase)]
    public void Two_ways_to_write_one_key(string one, string other) => Open(one).ShouldBe(Open(other));

    [Theory]
    [InlineData("//a", "/a")]
    [InlineData("//a/b", "/b//a")]
    [InlineData("//a//b", "//a///b")]
    [InlineData("//a", "//A")]
    [InlineData("//1", "//1a")]
    [InlineData("///a", "///b")]
    [InlineData("////a", "///a")]
    [InlineData("///a ", "///a")]
    public void What_is_written_differently_is_another_key(string one, string other) => Open(one).ShouldNotBe(Open(other));

    [Fact]
    public void A_uri_is_phrase_password_and_steps_one_by_one() =>
        Gen.Select(Names, Gen.Select(Gen.Bool, Names).Array[0, 4]).Sample(
            (password, steps) =>
            {
                string path = string.Concat(steps.Select(step => (step.Item1 ? "//" : "/") + step.Item2));
                using Mnemonic mnemonic = Mnemonic.Parse(SecretUri.DevelopmentPhrase);
                Keypair expected = mnemonic.ToKeypair(password);
                foreach ((bool hard, string name) in steps)
                {
                    using Keypair parent = expected;
                    expected = parent.Derive(hard ? DerivationJunction.Hard(name) : DerivationJunction.Soft(name));
                }

                using (expected)
                {
                    Open($"{SecretUri.DevelopmentPhrase}{path}///{password}").ShouldBe(expected.PublicKey);
                }
            },
            iter: 30);

    [Theory]
    [InlineData("", "empty")]
    [InlineData("  ", "empty")]
    [InlineData("\n", "empty")]
    [InlineData("//", "no name")]
    [InlineData("/", "no name")]
    [InlineData("//a/", "no name")]
    [InlineData("//a//", "no name")]
    [InlineData("bottom//a", "words, not 1")]
    [InlineData("  //a", "words, not 0")]
    [InlineData("bottom drive obey lake curtain smoke basket hold race lonely fit walks//a", "word 12")]
    [InlineData("bottom drive obey lake curtain smoke basket hold race lonely fit fit//a", "checksum")]
    [InlineData("0x12", "not 2")]
    [InlineData("0x", "not 0")]
    [InlineData("0xfac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479", "not 63")]
    [InlineData("0xfac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479g", "hexadecimal")]
    [InlineData("//Alice\n", "control character")]
    [InlineData("//Alice///secret\r", "control character")]
    public void What_is_no_secret_uri_is_refused_with_the_reason_and_without_the_secret(string uri, string reason)
    {
        string message = Should.Throw<KeyMaterialException>(() => SecretUri.Open(uri)).ToString();

        message.ShouldContain(reason);
        message.ShouldNotContain("bottom");
        message.ShouldNotContain("fac7959d");
    }

    private static AccountId Open(string uri)
    {
        using Keypair pair = SecretUri.Open(uri);
        return pair.PublicKey;
    }
}
