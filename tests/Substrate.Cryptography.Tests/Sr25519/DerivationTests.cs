using System.Text.Json;
using CsCheck;
using Fixtures;
using Substrate.Cryptography.Sr25519;

namespace Substrate.Cryptography.Tests.Sr25519;

public class DerivationTests
{
    private static readonly Gen<byte[]> Bytes = Gen.Byte.Array[32];

    public static TheoryData<string> SoftPublic { get; } = SignatureVectors.Rows(SignatureVectors.Of("softPublicDerivation"));

    [Fact]
    public void All_8_vectors_are_used() => SoftPublic.Count.ShouldBe(8);

    [Theory]
    [MemberData(nameof(SoftPublic))]
    public void A_public_key_takes_a_soft_step_as_the_vectors_do(string vector)
    {
        JsonElement v = JsonDocument.Parse(vector).RootElement;
        DerivationJunction junction = DerivationJunction.FromChainCode(v.Bytes("chainCode"), isHard: false);

        AccountId.FromBytes(v.Bytes("parentPublic")).DeriveSoft(junction).ToArray().ShouldBe(v.Bytes("childPublic"));
    }

    [Fact]
    public void A_soft_step_of_the_pair_is_the_soft_step_of_its_public_key() =>
        Gen.Select(Bytes, Bytes).Sample((miniSecret, chainCode) =>
        {
            DerivationJunction junction = DerivationJunction.FromChainCode(chainCode, isHard: false);
            using Keypair parent = Keypair.FromMiniSecret(miniSecret);
            using Keypair child = parent.Derive(junction);

            child.PublicKey.ShouldBe(parent.PublicKey.DeriveSoft(junction));
            Sr25519Verifier.Default.Verify(child.PublicKey.AsSpan(), "message"u8, child.Sign("message"u8)).ShouldBeTrue();
        });

    [Fact]
    public void Hard_and_soft_steps_by_the_same_name_lead_apart()
    {
        using Keypair parent = Keypair.Generate();
        using Keypair hard = parent.Derive(DerivationJunction.Hard("name"));
        using Keypair again = parent.Derive(DerivationJunction.Hard("name"));
        using Keypair soft = parent.Derive(DerivationJunction.Soft("name"));

        again.PublicKey.ShouldBe(hard.PublicKey);
        soft.PublicKey.ShouldNotBe(hard.PublicKey);
    }

    [Fact]
    public void A_child_outlives_its_parent()
    {
        Keypair parent = Keypair.Generate();
        using Keypair child = parent.Derive(DerivationJunction.Soft("child"));
        parent.Dispose();

        Sr25519Verifier.Default.Verify(child.PublicKey.AsSpan(), "message"u8, child.Sign("message"u8)).ShouldBeTrue();
    }

    [Fact]
    public void A_public_key_takes_no_hard_step()
    {
        using Keypair pair = Keypair.Generate();

        Should.Throw<KeyMaterialException>(() => pair.PublicKey.DeriveSoft(DerivationJunction.Hard("0"))).Message.ShouldContain("secret key");
    }

    [Fact]
    public void An_account_that_is_no_public_key_takes_no_step()
    {
        DerivationJunction junction = DerivationJunction.Soft("0");

        Should.Throw<KeyMaterialException>(() => default(AccountId).DeriveSoft(junction));
        Should.Throw<KeyMaterialException>(() => AccountId.FromBytes([1, .. new byte[31]]).DeriveSoft(junction));
    }
}
