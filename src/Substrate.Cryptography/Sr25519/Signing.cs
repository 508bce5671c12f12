using System.Security.Cryptography;
using Substrate.Cryptography.Merlin;
using Substrate.Cryptography.Native;

namespace Substrate.Cryptography.Sr25519;

/// <summary>Makes sr25519 signatures.</summary>
/// <remarks>
/// Reference: schnorrkel's <c>SecretKey::sign</c>. Parameters: the nonce r is drawn from the transcript, rekeyed with the key's nonce
/// half and 32 random bytes, so that neither a bad generator nor a repeated message repeats it; R = rB, s = ka + r, and the top bit
/// of s marks the scheme. In constant time but for the message's length; everything secret is wiped.
/// </remarks>
internal static class Signing
{
    /// <summary>Signs a message.</summary>
    /// <param name="secretKey">64 bytes in schnorrkel's form.</param>
    /// <param name="publicKey">The public key that belongs to the secret key.</param>
    /// <param name="message">The message; may overlap the signature.</param>
    /// <param name="randomness">32 random bytes.</param>
    /// <param name="signature">Receives 64 bytes.</param>
    internal static void Sign(
        ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> randomness, Span<byte> signature)
    {
        Transcript transcript = SigningContext.Begin(message, publicKey);
        Span<byte> nonce = stackalloc byte[Ristretto255.ScalarLength];
        WitnessScalar(ref transcript, SecretKey.Nonce(secretKey), randomness, nonce);

        Span<byte> commitment = signature[..Ristretto255.PointLength];
        if (!Ristretto255.TryMultiplyBase(nonce, commitment))
        {
            throw new CryptographicException("the random nonce of a signature was zero");
        }

        Span<byte> challenge = stackalloc byte[Ristretto255.ScalarLength];
        SigningContext.Challenge(ref transcript, commitment, challenge);

        Span<byte> product = stackalloc byte[Ristretto255.ScalarLength];
        Span<byte> s = signature[Ristretto255.PointLength..];
        Ristretto255.MultiplyScalars(challenge, SecretKey.Scalar(secretKey), product);
        Ristretto255.AddScalars(product, nonce, s);
        s[^1] |= SodiumVerifier.Marker;

        CryptographicOperations.ZeroMemory(nonce);
        CryptographicOperations.ZeroMemory(product);
    }

    private static void WitnessScalar(ref Transcript transcript, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> randomness, Span<byte> scalar)
    {
        Span<byte> wide = stackalloc byte[Ristretto255.WideScalarLength];
        TranscriptRandom random = transcript.Randomness();
        random.Rekey("signing"u8, secret);
        random.Seed(randomness);
        random.Fill(wide);
        Ristretto255.Reduce(wide, scalar);
        random.Clear();
        CryptographicOperations.ZeroMemory(wide);
    }
}
