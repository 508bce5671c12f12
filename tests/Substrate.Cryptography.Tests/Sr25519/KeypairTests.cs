using System.Text;
using System.Text.Json;
using CsCheck;
using Fixtures;
using Substrate.Cryptography.Sr25519;

namespace Substrate.Cryptography.Tests.Sr25519;

public class KeypairTests
{
    private static readonly byte[] AliceMiniSecret =
        HexText.Bytes("0xe5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a");

    private static readonly byte[] AliceSecretKey = HexText.Bytes(
        "0x33a6f3093f158a7109f679410bef1a0c54168145e0cecb4df006c1c2fffb1f09925a225d97aa00682d6a59b95b18780c10d7032336e88f3442b42361f4a66011");

    private static readonly JsonElement WalletKeys = Repository.Json("keyfiles", "index.json").RootElement.GetProperty("keys");

    private static readonly Gen<byte[]> MiniSecrets = Gen.Byte.Array[Keypair.MiniSecretLength];

    /// <summary>The names of the wallet keys that the data set holds in several forms.</summary>
    public static TheoryData<string> Wallets { get; } =
        new(WalletKeys.EnumerateObject().Where(key => key.Value.Text("privateKey_schnorrkel") is not null).Select(key => key.Name));

    public static TheoryData<string> Seeds { get; } = SignatureVectors.Rows(
        [.. SignatureVectors.Of("valid").Where(v => v.Text("seed") is not null)]);

    [Fact]
    public void Alice_has_her_address_from_seed_and_secret_key()
    {
        using Keypair fromSeed = Keypair.FromMiniSecret(AliceMiniSecret);
        using Keypair fromSecretKey = Keypair.FromSecretKey(AliceSecretKey);

        fromSeed.PublicKey.ToString().ShouldBe("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");
        fromSecretKey.PublicKey.ShouldBe(fromSeed.PublicKey);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_seed_of_the_vectors_gives_its_public_key(string vector)
    {
        JsonElement v = JsonDocument.Parse(vector).RootElement;
        using Keypair pair = Keypair.FromMiniSecret(v.Bytes("seed"));

        pair.PublicKey.ToArray().ShouldBe(v.Bytes("publicKey"));
    }

    [Theory]
    [MemberData(nameof(Wallets))]
    public void A_wallet_key_is_the_same_from_seed_and_secret_key_and_verifies_its_sample(string name)
    {
        JsonElement key = WalletKeys.GetProperty(name);
        using Keypair fromSecretKey = Keypair.FromSecretKey(key.Bytes("privateKey_schnorrkel"));

        fromSecretKey.PublicKey.ToArray().ShouldBe(key.Bytes("publicKey"));
        fromSecretKey.ToString().ShouldBe(key.Text("ss58"));
        Sr25519Verifier.Default.Verify(
            fromSecretKey.PublicKey.AsSpan(), Encoding.UTF8.GetBytes(key.Text("message")!), key.Bytes("signature")).ShouldBeTrue();
        if (key.Text("seed") is not null)
        {
            using Keypair fromSeed = Keypair.FromMiniSecret(key.Bytes("seed"));
            fromSeed.PublicKey.ShouldBe(fromSecretKey.PublicKey);
        }
    }

    [Theory]
    [MemberData(nameof(Wallets))]
    public void A_secret_key_in_the_form_of_polkadot_js_is_refused_and_named(string name)
    {
        byte[] secretKey = WalletKeys.GetProperty(name).Bytes("privateKey_ed25519form");

        Should.Throw<KeyMaterialException>(() => Keypair.FromSecretKey(secretKey)).Message.ShouldContain("polkadot-js");
        Should.Throw<KeyMaterialException>(() => Keypair.FromSecret(secretKey)).Message.ShouldContain("schnorrkel");
    }

    [Fact]
    public void A_secret_is_a_seed_or_a_secret_key_by_its_length()
    {
        using Keypair fromSeed = Keypair.FromSecret(AliceMiniSecret);
        using Keypair fromSecretKey = Keypair.FromSecret(AliceSecretKey);

        fromSecretKey.PublicKey.ShouldBe(fromSeed.PublicKey);
        foreach (int length in (int[])[0, 31, 33, 63, 65, 96])
        {
            Should.Throw<KeyMaterialException>(() => Keypair.FromSecret(new byte[length])).Message.ShouldContain($"not {length}");
        }
    }

    [Fact]
    public void A_secret_key_of_another_length_is_refused()
    {
        Should.Throw<KeyMaterialException>(() => Keypair.FromMiniSecret(new byte[31])).Message.ShouldContain("not 31");
        Should.Throw<KeyMaterialException>(() => Keypair.FromSecretKey(new byte[32])).Message.ShouldContain("not 32");
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", "zero")]
    [InlineData("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010", "group order")]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "group order")]
    public void A_scalar_that_is_zero_or_not_below_the_order_is_refused(string scalar, string reason) =>
        Should.Throw<KeyMaterialException>(() => Keypair.FromSecretKey([.. Convert.FromHexString(scalar), .. new byte[32]]))
            .Message.ShouldContain(reason);

    [Fact]
    public void What_a_pair_signs_verifies_and_one_flipped_bit_does_not() =>
        Gen.Select(MiniSecrets, Gen.Byte.Array[0, 300], Gen.Int[0, (64 * 8) - 1]).Sample((miniSecret, message, bit) =>
        {
            using Keypair pair = Keypair.FromMiniSecret(miniSecret);
            byte[] signature = pair.Sign(message);

            Sr25519Verifier.Default.Verify(pair.PublicKey.AsSpan(), message, signature).ShouldBeTrue();
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
            Sr25519Verifier.Default.Verify(pair.PublicKey.AsSpan(), message, signature).ShouldBeFalse();
        });

    [Fact]
    public void A_signature_may_overwrite_the_message_it_signs()
    {
        using Keypair pair = Keypair.Generate();
        byte[] buffer = new byte[100];
        byte[] message = [.. buffer];

        pair.Sign(buffer, buffer.AsSpan(20, 64));

        Sr25519Verifier.Default.Verify(pair.PublicKey.AsSpan(), message, buffer.AsSpan(20, 64)).ShouldBeTrue();
    }

    [Fact]
    public void No_two_signatures_of_a_message_have_the_same_commitment()
    {
        using Keypair pair = Keypair.FromMiniSecret(AliceMiniSecret);

        HashSet<string> commitments = [.. Enumerable.Range(0, 50).Select(_ => Convert.ToHexString(pair.Sign("same"u8).AsSpan(0, 32)))];

        commitments.Count.ShouldBe(50);
    }

    [Fact]
    public void Generated_pairs_differ()
    {
        using Keypair one = Keypair.Generate();
        using Keypair other = Keypair.Generate();

        one.PublicKey.ShouldNotBe(other.PublicKey);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(65)]
    public void Room_for_a_signature_is_exactly_64_bytes(int length)
    {
        using Keypair pair = Keypair.FromMiniSecret(AliceMiniSecret);

        Should.Throw<ArgumentException>(() => pair.Sign("message"u8, new byte[length])).Message.ShouldContain($"not {length}");
    }

    [Fact]
    public void Signing_into_a_span_does_not_allocate()
    {
        using Keypair pair = Keypair.FromMiniSecret(AliceMiniSecret);
        byte[] signature = new byte[64];

        Allocations.Least(() => pair.Sign("message"u8, signature)).ShouldBe(0);
    }

    [Fact]
    public void A_disposed_pair_does_nothing_more()
    {
        Keypair pair = Keypair.FromMiniSecret(AliceMiniSecret);
        pair.Dispose();
        pair.Dispose();

        Should.Throw<ObjectDisposedException>(() => pair.Sign("message"u8));
        Should.Throw<ObjectDisposedException>(() => pair.Derive(DerivationJunction.Hard("0")));
        pair.ToString().ShouldBe("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");
    }

    [Fact]
    public void Pairs_may_be_disposed_while_other_threads_sign()
    {
        int signed = 0;
        for (int round = 0; round < 20; round++)
        {
            Keypair pair = Keypair.FromMiniSecret(AliceMiniSecret);
            Parallel.For(0, 8, i =>
            {
                if (i == 5)
                {
                    pair.Dispose();
                    return;
                }

                try
                {
                    byte[] signature = pair.Sign("message"u8);
                    Sr25519Verifier.Default.Verify(pair.PublicKey.AsSpan(), "message"u8, signature).ShouldBeTrue();
                    Interlocked.Increment(ref signed);
                }
                catch (ObjectDisposedException)
                {
                    // The only other outcome.
                }
            });
        }

        signed.ShouldBeGreaterThan(0);
    }
}
