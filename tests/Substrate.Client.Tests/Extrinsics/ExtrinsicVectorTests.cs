using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Fixtures;
using Substrate.Client.Extrinsics;
using Substrate.Client.Metadata;
using Substrate.Client.Scale;
using Substrate.Client.Tests.Metadata;
using Substrate.Client.Values;
using Substrate.Cryptography;
using Substrate.Cryptography.Sr25519;

namespace Substrate.Client.Tests.Extrinsics;

public class ExtrinsicVectorTests
{
    private static readonly JsonElement Sets = Repository.Json("vectors", "extrinsics.json").RootElement.GetProperty("sets");

    public static TheoryData<int> All { get; } = [0, 1, 2];

    [Theory]
    [MemberData(nameof(All))]
    public void The_extensions_are_listed_in_order_with_what_they_take(int set)
    {
        RuntimeMetadata metadata = Metadata(set);
        JsonElement expected = Sets[set].GetProperty("extensions");

        metadata.Extrinsic.Extensions.Select(extension => extension.Identifier)
            .ShouldBe(expected.EnumerateArray().Select(extension => extension.Text("identifier")!));
        foreach ((TransactionExtension extension, JsonElement vector) in metadata.Extrinsic.Extensions.Zip(expected.EnumerateArray()))
        {
            metadata.Types.IsEmpty(extension.Type).ShouldBe(vector.GetProperty("extraBytes").GetInt32() == 0, extension.Identifier);
            metadata.Types.IsEmpty(extension.Implicit).ShouldBe(vector.GetProperty("implicitBytes").GetInt32() == 0, extension.Identifier);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_call_is_encoded_byte_for_byte_or_refused_where_the_runtime_does_not_know_its_form(int set)
    {
        RuntimeMetadata metadata = Metadata(set);
        foreach (JsonElement vector in Sets[set].GetProperty("calls").EnumerateArray())
        {
            Value[] fields = [.. vector.GetProperty("fields").EnumerateArray().Select(Field)];
            Call call = Call.Of(
                "Commitments",
                "set_commitment",
                ("netuid", Value.Of(vector.GetProperty("netuid").GetInt32())),
                ("info", Value.Composite(("fields", Value.List(fields)))));
            if (vector.Text("polkadotJs") == "same")
            {
                call.Encode(metadata).ShouldBe(vector.Bytes("call"), vector.Text("label"));
            }
            else
            {
                Should.Throw<ScaleException>(() => call.Encode(metadata)).Path.ShouldBe("Commitments.set_commitment.info.fields[0]");
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_extrinsic_is_put_together_byte_for_byte_and_its_recorded_signature_holds(int set)
    {
        RuntimeMetadata metadata = Metadata(set);
        foreach (JsonElement vector in Sets[set].GetProperty("extrinsics").EnumerateArray())
        {
            string label = vector.Text("label")!;
            RecordedSigner signer = new(AccountId.FromBytes(vector.Bytes("publicKey")), vector.Bytes("signature"));
            ExtrinsicContext context = Context(Sets[set], vector);
            byte[] call = vector.Bytes("call");

            ExtrinsicBuilder.Payload(metadata, call, context).ShouldBe(vector.Bytes("signingBytes"), label);
            SignedExtrinsic extrinsic = ExtrinsicBuilder.Sign(metadata, call, context, signer);

            signer.Signed.ShouldBe(vector.Bytes("signedMessage"), label);
            signer.Signed.Length
                .ShouldBe(vector.GetProperty("hashed").GetBoolean() ? 32 : vector.GetProperty("signingLength").GetInt32(), label);
            extrinsic.Bytes.ToArray().ShouldBe(vector.Bytes("extrinsic"), label);
            extrinsic.Hash.ToString().ShouldBe(vector.Text("extrinsicHash"), label);
            Sr25519Verifier.Default.Verify(vector.Bytes("publicKey"), signer.Signed, vector.Bytes("signature")).ShouldBeTrue(label);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_key_pair_s_signature_of_an_extrinsic_holds(int set)
    {
        RuntimeMetadata metadata = Metadata(set);
        JsonElement vector = Sets[set].GetProperty("extrinsics")[0];
        using Keypair alice = Keypair.FromMiniSecret(HexText.Bytes("e5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a"));
        byte[] call = vector.Bytes("call");
        ExtrinsicContext context = Context(Sets[set], vector);

        byte[] bytes = ExtrinsicBuilder.Sign(metadata, call, context, new KeypairSigner(alice)).Bytes.ToArray();

        byte[] expected = vector.Bytes("extrinsic");
        bytes.Length.ShouldBe(expected.Length);
        bytes[..37].ShouldBe(expected[..37]);
        bytes[101..].ShouldBe(expected[101..]);
        Sr25519Verifier.Default.Verify(alice.PublicKey.AsSpan(), vector.Bytes("signedMessage"), bytes.AsSpan(37, 64)).ShouldBeTrue();
    }

    private static RuntimeMetadata Metadata(int set) => RealMetadata.Parse(Path.GetFileNameWithoutExtension(Sets[set].Text("metadata")!));

    private static ExtrinsicContext Context(JsonElement set, JsonElement vector)
    {
        JsonElement era = vector.GetProperty("eraPeriodAndCurrent");
        return new ExtrinsicContext
        {
            SpecVersion = set.GetProperty("specVersion").GetUInt32(),
            TransactionVersion = set.GetProperty("transactionVersion").GetUInt32(),
            Genesis = Hash256.Parse(set.Text("genesisHash")),
            Nonce = vector.GetProperty("nonce").GetUInt32(),
            Tip = BigInteger.Parse(vector.Text("tip")!, CultureInfo.InvariantCulture),
            Era = era.ValueKind == JsonValueKind.Null ? Era.Immortal : Era.Mortal(era[1].GetUInt64(), era[0].GetUInt64()),
            BirthBlock = Hash256.Parse(vector.Text("blockHash")),
        };
    }

    private static Value Field(JsonElement field)
    {
        string name = field[0].GetString()!;
        if (field[1].ValueKind == JsonValueKind.Null)
        {
            return Value.Variant(name);
        }

        Value content = Value.Of(HexText.Bytes(field[1].GetString()!));
        return name switch
        {
            "Raw" => Value.Variant($"Raw{content.AsBytes().Length}", content),
            "TimelockEncrypted" => Value.Variant(
                name, Value.Composite(("encrypted", content), ("reveal_round", Value.Of(field[2].GetUInt64())))),
            _ => Value.Variant(name, content),
        };
    }
}
