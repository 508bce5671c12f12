using System.Buffers.Binary;
using FakeNode.Chain;
using FakeNode.Runtimes;
using Substrate.Client;
using Substrate.Client.Extrinsics;
using Substrate.Client.Metadata;
using Substrate.Client.Scale;
using Substrate.Client.Types;
using Substrate.Client.Values;
using Substrate.Cryptography;
using Substrate.Cryptography.Hashing;
using Substrate.Cryptography.Sr25519;

namespace FakeNode.Pool;

/// <summary>A signed extrinsic, taken apart by the node: written apart from the client, so that each checks the other.</summary>
public sealed class FakeExtrinsic
{
    private FakeExtrinsic(
        byte[] bytes, AccountId signer, byte[] signature, Dictionary<string, byte[]> extensions, byte[] call, VariantValue decoded)
    {
        (Bytes, Signer, Signature, Extensions, CallBytes) = (bytes, signer, signature, extensions, call);
        VariantValue inner = decoded.Content.AsVariant();
        (Pallet, Call, Arguments) = (decoded.Name, inner.Name, inner.Content);
    }

    public byte[] Bytes { get; }

    public Hash256 Hash => Hash256.FromBytes(Blake2b.Hash(Bytes, 32));

    public AccountId Signer { get; }

    public string Pallet { get; }

    public string Call { get; }

    public Value Arguments { get; }

    public uint Nonce => new ScaleReader(Extensions["CheckNonce"]).ReadCompactU32();

    public ulong Tip => new ScaleReader(Extensions["ChargeTransactionPayment"]).ReadCompactU64();

    private byte[] Signature { get; }

    private Dictionary<string, byte[]> Extensions { get; }

    private byte[] CallBytes { get; }

    /// <summary>Takes an extrinsic apart.</summary>
    /// <exception cref="ScaleException">The bytes are no signed extrinsic of the runtime.</exception>
    public static FakeExtrinsic Read(FakeRuntime runtime, byte[] bytes)
    {
        ExtrinsicFormat format = runtime.Metadata.Extrinsic;
        TypeRegistry types = runtime.Metadata.Types;
        ScaleReader reader = new(bytes);
        if (reader.ReadCompactU32() != reader.Remaining || reader.ReadU8() != 0x84)
        {
            throw new ScaleException("not a signed extrinsic of version 4");
        }

        AccountId signer = ValueReader.Read(types, format.Address, ref reader, "address").AsVariant().Content.AsAccountId();
        byte[] signature = ValueReader.Read(types, format.Signature, ref reader, "signature").AsVariant().Content.AsBytes().ToArray();
        Dictionary<string, byte[]> extensions = [];
        foreach (TransactionExtension extension in format.Extensions)
        {
            int start = reader.Position;
            _ = ValueReader.Read(types, extension.Type, ref reader, extension.Identifier);
            extensions[extension.Identifier] = bytes[start..reader.Position];
        }

        byte[] call = bytes[reader.Position..];
        VariantValue decoded = ValueReader.Read(types, format.Call, call, "call").AsVariant();
        return new FakeExtrinsic(bytes, signer, signature, extensions, call, decoded);
    }

    /// <summary>Whether the signature is one for this chain, this runtime and this era.</summary>
    public bool IsSignedFor(FakeChain chain, FakeRuntime runtime)
    {
        _ = Era.TryDecode(Extensions["CheckMortality"], out Era era);
        FakeBlock? birth = era.IsImmortal ? chain.Genesis : chain.At(era.Birth(chain.Best.Number));
        if (birth is null)
        {
            return false;
        }

        byte[] versions = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(versions, runtime.SpecVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(versions.AsSpan(4), runtime.TransactionVersion);
        byte[] explicitly = [.. runtime.Metadata.Extrinsic.Extensions.SelectMany(extension => Extensions[extension.Identifier])];
        byte[] payload = [.. CallBytes, .. explicitly, .. versions, .. chain.Genesis.Hash.AsSpan(), .. birth.Hash.AsSpan(), 0];
        return Sr25519Verifier.Default.Verify(Signer.AsSpan(), payload.Length > 256 ? Blake2b.Hash(payload, 32) : payload, Signature);
    }
}
