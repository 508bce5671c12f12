using Substrate.Cryptography.Native;

namespace Substrate.Cryptography.Sr25519;

/// <summary>schnorrkel's mini secret: 32 random bytes from which a secret key is expanded.</summary>
/// <remarks>
/// Reference: schnorrkel's <c>keys.rs</c>, <c>ExpansionMode::Ed25519</c>. Parameters: SHA-512; the lower half clamped as for ed25519
/// and divided by the cofactor 8 gives the scalar, the upper half is the nonce. In constant time.
/// </remarks>
internal static class MiniSecret
{
    internal const int Length = 32;

    /// <summary>Expands a mini secret to the 64 bytes of a secret key: scalar, then nonce.</summary>
    internal static unsafe void Expand(ReadOnlySpan<byte> miniSecret, Span<byte> secretKey)
    {
        if (miniSecret.Length != Length || secretKey.Length != SecretKey.Length)
        {
            throw new ArgumentException("32 bytes are expanded to 64", nameof(miniSecret));
        }

        fixed (byte* input = miniSecret, output = secretKey)
        {
            _ = Sodium.crypto_hash_sha512(output, input, Length);
        }

        Span<byte> scalar = secretKey[..Ristretto255.ScalarLength];
        scalar[0] &= 0b1111_1000;
        scalar[^1] &= 0b0011_1111;
        scalar[^1] |= 0b0100_0000;

        // The clamped number is a multiple of 8, so dividing is moving every bit down by three; the result is below the order.
        for (int index = 0; index < scalar.Length - 1; index++)
        {
            scalar[index] = unchecked((byte)((scalar[index] >> 3) | (scalar[index + 1] << 5)));
        }

        scalar[^1] >>= 3;
    }
}
