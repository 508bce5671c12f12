using System.Text;
using System.Text.Json;
using Fixtures;

namespace Substrate.Cryptography.Tests.Sr25519;

public class VerifierVectorTests
{
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

        Verifiers.Judge(key, message, signature).ShouldAllBe(verdict => verdict.Accepted);
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void A_broken_signature_or_key_is_refused(string vector)
    {
        JsonElement v = JsonDocument.Parse(vector).RootElement;
        (byte[] key, byte[] message, byte[] signature) = SignatureVectors.Signed(v);

        Verifiers.Judge(key, message, signature).ShouldAllBe(verdict => !verdict.Accepted, v.Text("kind"));
    }

    [Theory]
    [MemberData(nameof(Epistula))]
    public void An_epistula_message_gets_the_verdict_of_schnorrkel(string vector)
    {
        JsonElement v = JsonDocument.Parse(vector).RootElement;
        byte[] message = Encoding.UTF8.GetBytes(v.Text("message")!);

        bool valid = v.GetProperty("valid").GetBoolean();
        Verifiers.Judge(v.Bytes("publicKey"), message, v.Bytes("signature"))
            .ShouldAllBe(verdict => verdict.Accepted == valid, v.Text("kind"));
    }
}
