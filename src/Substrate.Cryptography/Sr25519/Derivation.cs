using System.Security.Cryptography;
using Substrate.Cryptography.Merlin;
using Substrate.Cryptography.Native;

namespace Substrate.Cryptography.Sr25519;

/// <summary>schnorrkel's hierarchical key derivation, one step at a time.</summary>
/// <remarks>
/// Reference: schnorrkel's <c>derive.rs</c>, sp-core's <c>sr25519.rs</c>. Parameters: the transcript <c>SchnorrRistrettoHDKD</c> over
/// an empty message and a chain code of 32 bytes. A hard step draws a mini secret from the secret scalar; a soft one adds a scalar
/// drawn from the public key, so that public keys can take it too. A child's own chain code is not used by Substrate.
/// </remarks>
internal static class Derivation
{
    private static readonly Transcript Beginning = Begin();

    /// <summary>Takes a hard step to the mini secret of the child.</summary>
    internal static void Hard(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> chainCode, Span<byte> miniSecret)
    {
        Transcript transcript = Beginning;
        transcript.Append("chain-code"u8, chainCode);
        transcript.Append("secret-key"u8, SecretKey.Scalar(secretKey));
        transcript.Challenge("HDKD-hard"u8, miniSecret);
        transcript.Clear();
    }

    /// <summary>Takes a soft step to the secret key of the child.</summary>
    /// <param name="secretKey">The parent's 64 bytes.</param>
    /// <param name="publicKey">The public key that belongs to them.</param>
    /// <param name="chainCode">The step.</param>
    /// <param name="randomness">32 random bytes: the child's nonce half is drawn anew each time, its scalar is always the same.</param>
    /// <param name="child">Receives 64 bytes.</param>
    internal static void Soft(
        ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> chainCode, ReadOnlySpan<byte> randomness, Span<byte> child)
    {
        Span<byte> step = stackalloc byte[Ristretto255.ScalarLength];
        Transcript transcript = SoftStep(publicKey, chainCode, step);
        Ristretto255.AddScalars(SecretKey.Scalar(secretKey), step, child[..Ristretto255.ScalarLength]);

        TranscriptRandom random = transcript.Randomness();
        random.Rekey("HDKD-nonce"u8, SecretKey.Nonce(secretKey));
        random.Rekey("HDKD-nonce"u8, secretKey);
        random.Seed(randomness);
        random.Fill(child[Ristretto255.ScalarLength..]);
        random.Clear();
        CryptographicOperations.ZeroMemory(step);
    }

    /// <summary>Takes a soft step from a public key.</summary>
    /// <returns>Whether the parent is the public key of somebody: a valid point and not the identity.</returns>
    internal static bool TrySoft(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> chainCode, Span<byte> child)
    {
        Span<byte> step = stackalloc byte[Ristretto255.ScalarLength];
        Span<byte> point = stackalloc byte[Ristretto255.PointLength];
        _ = SoftStep(publicKey, chainCode, step);
        return publicKey.ContainsAnyExcept((byte)0)
            && Ristretto255.TryMultiplyBase(step, point)
            && Ristretto255.TryAdd(publicKey, point, child);
    }

    private static Transcript SoftStep(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> chainCode, Span<byte> step)
    {
        Transcript transcript = Beginning;
        transcript.Append("chain-code"u8, chainCode);
        transcript.Append("public-key"u8, publicKey);
        SigningContext.ChallengeScalar(ref transcript, "HDKD-scalar"u8, step);

        // The child's chain code, drawn only because what follows depends on it.
        Span<byte> childChainCode = stackalloc byte[Bytes32.Length];
        transcript.Challenge("HDKD-chaincode"u8, childChainCode);
        return transcript;
    }

    private static Transcript Begin()
    {
        Transcript transcript = new("SchnorrRistrettoHDKD"u8);
        transcript.Append("sign-bytes"u8, []);
        return transcript;
    }
}
