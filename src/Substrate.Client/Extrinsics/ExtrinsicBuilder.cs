using System.Buffers;
using Substrate.Client.Metadata;
using Substrate.Client.Scale;
using Substrate.Client.Types;
using Substrate.Client.Values;
using Substrate.Cryptography.Hashing;

namespace Substrate.Client.Extrinsics;

/// <summary>Puts signed extrinsics of version 4 together as the metadata of a runtime says.</summary>
/// <remarks>
/// Layout: length, version with the bit for "signed", address, signature, explicit parts of the extensions, call. Signed is:
/// call, explicit parts, implicit parts; their BLAKE2b-256 where they are longer than 256 bytes.
/// </remarks>
public static class ExtrinsicBuilder
{
    private const byte Version = 4;
    private const byte SignedBit = 0x80;
    private const int SignatureBytes = 64;
    private const int LongestPlainPayload = 256;

    /// <summary>A signed extrinsic.</summary>
    /// <param name="metadata">The metadata of the runtime it is for.</param>
    /// <param name="call">The encoded call.</param>
    /// <param name="context">What it is signed for.</param>
    /// <param name="signer">Who signs.</param>
    /// <exception cref="ExtrinsicException">The runtime wants something that this client does not know.</exception>
    /// <exception cref="ScaleException">Something does not fit the type the runtime has for it.</exception>
    public static SignedExtrinsic Sign(RuntimeMetadata metadata, ReadOnlySpan<byte> call, ExtrinsicContext context, ISigner signer)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(signer);
        if (!metadata.Extrinsic.Versions.Contains(Version))
        {
            string taken = string.Join(" and ", metadata.Extrinsic.Versions);
            throw new ExtrinsicException($"the runtime takes extrinsics of version {taken}; this client writes version {Version}");
        }

        byte[] signature = new byte[SignatureBytes];
        signer.Sign(ToBeSigned(Payload(metadata, call, context)), signature);

        ArrayBufferWriter<byte> body = new(256);
        ScaleWriter writer = new(body);
        writer.WriteU8(Version | SignedBit);
        WriteOneOf(metadata.Types, metadata.Extrinsic.Address, "Id", signer.Account.AsSpan(), writer, "Address");
        WriteOneOf(metadata.Types, metadata.Extrinsic.Signature, "Sr25519", signature, writer, "Signature");
        TransactionExtensions.WriteExplicit(metadata, context, writer);
        writer.WriteBytes(call);

        ArrayBufferWriter<byte> extrinsic = new(body.WrittenCount + 4);
        new ScaleWriter(extrinsic).WriteByteSequence(body.WrittenSpan);
        return new SignedExtrinsic(extrinsic.WrittenSpan.ToArray(), signer.Account, context);
    }

    /// <summary>Call, explicit parts, implicit parts.</summary>
    internal static byte[] Payload(RuntimeMetadata metadata, ReadOnlySpan<byte> call, ExtrinsicContext context)
    {
        ArrayBufferWriter<byte> payload = new(256);
        ScaleWriter writer = new(payload);
        writer.WriteBytes(call);
        TransactionExtensions.WriteExplicit(metadata, context, writer);
        TransactionExtensions.WriteImplicit(metadata, context, writer);
        return payload.WrittenSpan.ToArray();
    }

    internal static byte[] ToBeSigned(byte[] payload) => payload.Length > LongestPlainPayload ? Blake2b.Hash(payload, 32) : payload;

    /// <summary>Chains that know several kinds of addresses or signatures have an enum of them, others the bytes alone.</summary>
    private static void WriteOneOf(TypeRegistry types, uint type, string form, ReadOnlySpan<byte> bytes, ScaleWriter writer, string root)
    {
        Value value = Value.Of(bytes);
        ValueWriter.Write(types, type, types.Unwrap(type) is VariantType ? Value.Variant(form, value) : value, writer, root);
    }
}
