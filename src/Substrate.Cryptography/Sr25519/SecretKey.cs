using Substrate.Cryptography.Native;

namespace Substrate.Cryptography.Sr25519;

/// <summary>The 64 bytes of an expanded sr25519 secret key in schnorrkel's form: a scalar below the group order, then a nonce.</summary>
/// <remarks>
/// Reference: schnorrkel's <c>keys.rs</c>, <c>SecretKey::to_bytes</c>. Parameters: the scalar as it is, little endian. The form of
/// polkadot-js, scalar times 8, is another key under the same bytes and is refused where it can be told apart.
/// </remarks>
internal static class SecretKey
{
    internal const int Length = 64;

    /// <summary>The scalar's part of the 64 bytes.</summary>
    internal static ReadOnlySpan<byte> Scalar(ReadOnlySpan<byte> secretKey) => secretKey[..Ristretto255.ScalarLength];

    /// <summary>The nonce's part of the 64 bytes.</summary>
    internal static ReadOnlySpan<byte> Nonce(ReadOnlySpan<byte> secretKey) => secretKey[Ristretto255.ScalarLength..];

    /// <summary>Copies 64 bytes and refuses what is no secret key in schnorrkel's form.</summary>
    /// <exception cref="KeyMaterialException">The scalar is not below the group order.</exception>
    internal static void CopyChecked(ReadOnlySpan<byte> source, Span<byte> secretKey)
    {
        source.CopyTo(secretKey);
        ReadOnlySpan<byte> scalar = Scalar(secretKey);
        if (!Ristretto255.IsCanonicalScalar(scalar))
        {
            // A scalar times 8 has its three lowest bits clear; one expanded from a mini secret also has bit 6 of its last byte set.
            throw new KeyMaterialException((scalar[0] & 0b111) == 0
                ? "the secret key is in the form of polkadot-js (its scalar multiplied by 8); give it in the form of schnorrkel, "
                    + "or give the phrase or the 32-byte seed instead"
                : "the secret key's first 32 bytes are not a number below the group order, so this is no sr25519 secret key");
        }
    }
}
