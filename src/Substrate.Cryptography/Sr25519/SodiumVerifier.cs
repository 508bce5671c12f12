using System.Runtime.CompilerServices;
using Substrate.Cryptography.Merlin;
using Substrate.Cryptography.Native;

namespace Substrate.Cryptography.Sr25519;

/// <summary>Verifies with libsodium's ristretto255: the plain equation, the same code on every machine.</summary>
/// <remarks>
/// Reference: schnorrkel's <c>PublicKey::verify</c>. Parameters: R' = sB − kA, accepted if its encoding equals that of R.
/// Nothing here is secret, so an early return gives nothing away.
/// </remarks>
internal sealed class SodiumVerifier : ISr25519Verifier
{
    internal const byte Marker = 0x80;

    /// <inheritdoc/>
    [SkipLocalsInit]
    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != Ristretto255.PointLength || signature.Length != Sr25519Verifier.SignatureLength
            || (signature[^1] & Marker) == 0)
        {
            return false;
        }

        Span<byte> s = stackalloc byte[Ristretto255.ScalarLength];
        signature[Ristretto255.PointLength..].CopyTo(s);
        s[^1] &= Marker - 1;
        ReadOnlySpan<byte> commitment = signature[..Ristretto255.PointLength];
        if (!Ristretto255.IsCanonicalScalar(s) || IsIdentity(commitment))
        {
            return false;
        }

        Span<byte> challenge = stackalloc byte[Ristretto255.ScalarLength];
        Transcript transcript = SigningContext.Begin(message, publicKey);
        SigningContext.Challenge(ref transcript, commitment, challenge);

        // The product is the identity for the public key that is the identity, refused here. That s or the challenge is zero for
        // another key nobody can arrange: the challenge is a hash of R, and s = 0 asks for the R that is minus its own hash times A.
        Span<byte> right = stackalloc byte[Ristretto255.PointLength];
        Span<byte> left = stackalloc byte[Ristretto255.PointLength];
        Span<byte> expected = stackalloc byte[Ristretto255.PointLength];
        return Ristretto255.TryMultiply(challenge, publicKey, right)
            && Ristretto255.TryMultiplyBase(s, left)
            && Ristretto255.TrySubtract(left, right, expected)
            && expected.SequenceEqual(commitment); // an encoding that is not canonical equals no result
    }

    private static bool IsIdentity(ReadOnlySpan<byte> point) => !point.ContainsAnyExcept((byte)0);
}
