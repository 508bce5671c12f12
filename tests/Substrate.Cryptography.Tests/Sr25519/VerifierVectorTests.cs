using System.Text;
using System.Text.Json;
using Fixtures;
using Substrate.Cryptography.Sr25519;

namespace Substrate.Cryptography.Tests.Sr25519;

public class VerifierVectorTests
{
    private static readonly ISr25519Verifier Verifier = Sr25519Verifier.Default;

    public static TheoryData<string> Valid { get; } = SignatureVectors.Rows(SignatureVectors.Of("valid"));

    public static TheoryData<string> Invalid { get; } =
        SignatureVectors.Rows([.. SignatureVectors.Of("invalid"), .. SignatureVectors.Of("identityPublicKey")]);

    public static TheoryData<string> Epistula { get; } = SignatureVectors.Rows(SignatureVectors.Epistula);

    [Fact]
    public void All_259_vectors_are_used()
    {
        Valid.Count.ShouldBe(100);
        Invalid.Count.ShouldBe(101 + 8);
        Epistula.Count.ShouldBe(50);
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_signature_of_the_reference_implementations_is_accepted(string vector)
    {
        (byte[] key, byte[] message, byte[] signature) = SignatureVectors.Signed(JsonDocument.Parse(vector).RootElement);

        Verifier.Verify(key, message, signature).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void A_broken_signature_or_key_is_refused(string vector)
    {
        JsonElement v = JsonDocument.Parse(vector).RootElement;
        (byte[] key, byte[] message, byte[] signature) = SignatureVectors.Signed(v);

        Verifier.Verify(key, message, signature).ShouldBeFalse(v.Text("kind"));
    }

    [Theory]
    [MemberData(nameof(Epistula))]
    public void An_epistula_message_gets_the_verdict_of_schnorrkel(string vector)
    {
        JsonElement v = JsonDocument.Parse(vector).RootElement;
        byte[] message = Encoding.UTF8.GetBytes(v.Text("message")!);

        Verifier.Verify(v.Bytes("publicKey"), message, v.Bytes("signature"))
            .ShouldBe(v.GetProperty("valid").GetBoolean(), v.Text("kind"));
    }
}
