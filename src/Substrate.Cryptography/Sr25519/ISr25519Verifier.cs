namespace Substrate.Cryptography.Sr25519;

/// <summary>
/// Verifies sr25519 signatures: Schnorr over ristretto255 with Merlin transcripts, signing context <c>substrate</c>.
/// Every implementation gives the same verdict on every input, may be called from many threads and never throws.
/// </summary>
/// <remarks>
/// The rules are schnorrkel's, made strict. Refused are: a signature of other than 64 bytes (no MultiSignature prefix) or without
/// the marker, the top bit of its last byte; s not below the group order; R or the public key not the canonical encoding of a
/// group element; the identity as public key, under which anyone can sign; the identity as R, a nonce of zero, with which a signer
/// gives his secret key away. Only the last two are accepted by schnorrkel. Messages are taken as they are: nothing is wrapped
/// in <c>&lt;Bytes&gt;</c>, and no other key type is tried.
/// </remarks>
public interface ISr25519Verifier
{
    /// <summary>Whether a signature was made over a message with the secret key of a public key.</summary>
    /// <param name="publicKey">The signer's public key; a valid one has 32 bytes.</param>
    /// <param name="message">The signed bytes, any number of them.</param>
    /// <param name="signature">The signature; a valid one has 64 bytes.</param>
    bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);

    /// <summary>
    /// Verifies as <see cref="Verify(ReadOnlySpan{byte}, ReadOnlySpan{byte}, ReadOnlySpan{byte})"/> does, and may prepare for more
    /// signatures of the same signer if this one is valid. What was prepared makes verification faster, and never changes a verdict.
    /// </summary>
    /// <param name="publicKey">The signer's public key; a valid one has 32 bytes.</param>
    /// <param name="message">The signed bytes, any number of them.</param>
    /// <param name="signature">The signature; a valid one has 64 bytes.</param>
    /// <param name="known">Whether the caller knows the signer: the room for what is prepared is bounded, and not for strangers.</param>
    bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, bool known) =>
        Verify(publicKey, message, signature);

    /// <summary>
    /// Whether a signature was made over either of two messages; the same verdict as that of
    /// <see cref="Verify(ReadOnlySpan{byte}, ReadOnlySpan{byte}, ReadOnlySpan{byte}, bool)"/> for the one or for the other, in less time where
    /// the first is not what was signed.
    /// </summary>
    /// <param name="publicKey">The signer's public key; a valid one has 32 bytes.</param>
    /// <param name="message">The bytes that were probably signed, any number of them.</param>
    /// <param name="otherMessage">The bytes that may have been signed in their place, any number of them.</param>
    /// <param name="signature">The signature; a valid one has 64 bytes.</param>
    /// <param name="known">Whether the caller knows the signer.</param>
    bool VerifyEither(
        ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> otherMessage, ReadOnlySpan<byte> signature, bool known) =>
        Verify(publicKey, message, signature, known) || Verify(publicKey, otherMessage, signature, known);
}
