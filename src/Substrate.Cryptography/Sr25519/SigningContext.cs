using System.Security.Cryptography;
using Substrate.Cryptography.Merlin;
using Substrate.Cryptography.Native;

namespace Substrate.Cryptography.Sr25519;

/// <summary>schnorrkel's transcript of a signature: what a signature covers, in which order and under which labels.</summary>
/// <remarks>
/// Reference: schnorrkel's <c>context.rs</c> and <c>sign.rs</c>. Parameters: the context <c>substrate</c> of sp-core. Covered are
/// context, message, public key and R; the challenge is 64 bytes reduced to a scalar.
/// </remarks>
internal static class SigningContext
{
    private static readonly Transcript Substrate = Named("SigningContext"u8, "substrate"u8);

    /// <summary>The transcript of a message and its signer, up to the commitment R.</summary>
    internal static Transcript Begin(ReadOnlySpan<byte> message, ReadOnlySpan<byte> publicKey)
    {
        Transcript transcript = Substrate;
        transcript.Append("sign-bytes"u8, message);
        transcript.Append("proto-name"u8, "Schnorr-sig"u8);
        transcript.Append("sign:pk"u8, publicKey);
        return transcript;
    }

    /// <summary>Appends the commitment R and draws the challenge, a scalar.</summary>
    internal static void Challenge(ref Transcript transcript, ReadOnlySpan<byte> commitment, Span<byte> challenge)
    {
        transcript.Append("sign:R"u8, commitment);
        ChallengeScalar(ref transcript, "sign:c"u8, challenge);
    }

    /// <summary>Appends the commitment R and draws the challenge, 64 bytes still to be reduced to a scalar.</summary>
    internal static void WideChallenge(ref Transcript transcript, ReadOnlySpan<byte> commitment, Span<byte> challenge)
    {
        transcript.Append("sign:R"u8, commitment);
        transcript.Challenge("sign:c"u8, challenge);
    }

    /// <summary>Draws a challenge and reduces it to a scalar.</summary>
    internal static void ChallengeScalar(ref Transcript transcript, ReadOnlySpan<byte> label, Span<byte> scalar)
    {
        Span<byte> wide = stackalloc byte[Ristretto255.WideScalarLength];
        transcript.Challenge(label, wide);
        Ristretto255.Reduce(wide, scalar);
        CryptographicOperations.ZeroMemory(wide);
    }

    private static Transcript Named(ReadOnlySpan<byte> application, ReadOnlySpan<byte> context)
    {
        Transcript transcript = new(application);
        transcript.Append([], context);
        return transcript;
    }
}
