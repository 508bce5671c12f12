using Substrate.Cryptography;
using Substrate.Cryptography.Sr25519;

namespace Epistula;

/// <summary>
/// Verifies requests in two steps: <see cref="Examine"/> says all that the headers can say before one byte of the body
/// is read; <see cref="Verify"/> checks the signature once the body's digest is known. Safe for concurrent use.
/// </summary>
public sealed class EpistulaVerifier
{
    private readonly EpistulaVerifierOptions _options;
    private readonly ISr25519Verifier _signatures;
    private readonly TimeProvider _time;

    /// <summary>Makes a verifier for one receiver.</summary>
    public EpistulaVerifier(EpistulaVerifierOptions options, ISr25519Verifier signatures, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(signatures);
        ArgumentNullException.ThrowIfNull(time);
        _options = options;
        _signatures = signatures;
        _time = time;
    }

    /// <summary>Checks receiver, timestamp, sender's key and the signature's form, in this order.</summary>
    /// <returns>The first fault, or <see cref="EpistulaFailure.None"/>.</returns>
    public EpistulaFailure Examine(in EpistulaEnvelope envelope, out EpistulaCandidate candidate)
    {
        candidate = default;

        if (!string.Equals(envelope.SignedFor, _options.Receiver, StringComparison.Ordinal))
        {
            return EpistulaFailure.ReceiverMismatch;
        }

        if (!EpistulaTimestamp.TryParse(envelope.Timestamp, out long timestamp))
        {
            return EpistulaFailure.TimestampInvalid;
        }

        Int128 age = (Int128)_time.GetUtcNow().ToUnixTimeMilliseconds() - timestamp;
        if (age > _options.AllowedDeltaMilliseconds)
        {
            return EpistulaFailure.TimestampStale;
        }

        if (-age > _options.AllowedFutureMilliseconds)
        {
            return EpistulaFailure.TimestampInFuture;
        }

        if (!EpistulaAddress.TryParse(envelope.SignedBy, out AccountId sender))
        {
            return EpistulaFailure.SenderInvalid;
        }

        SignatureBytes signature = default;
        if (!envelope.Signature.StartsWith("0x", StringComparison.Ordinal) || !HexBytes.TryRead(envelope.Signature.AsSpan(2), signature))
        {
            return EpistulaFailure.SignatureMalformed;
        }

        candidate = new(sender, timestamp, envelope.Uuid, envelope.SignedFor, signature);
        return EpistulaFailure.None;
    }

    /// <summary>Checks the signature against the SHA-256 digest (32 bytes) of the body that arrived.</summary>
    /// <param name="candidate">The request, examined.</param>
    /// <param name="bodyDigest">The digest.</param>
    /// <param name="known">Whether the receiver knows the sender, so that it pays to prepare for more of his requests.</param>
    /// <returns>Whether it is the sender's signature of exactly this request.</returns>
    public bool Verify(in EpistulaCandidate candidate, ReadOnlySpan<byte> bodyDigest, bool known = false)
    {
        Span<byte> sender = stackalloc byte[AccountId.Length];
        candidate.Sender.CopyTo(sender);
        SignatureBytes signature = candidate.Signature;
        using EpistulaMessage message = new(
            bodyDigest, candidate.Uuid, candidate.Timestamp, candidate.SignedFor, stackalloc byte[EpistulaMessage.UsualLength]);
        return _signatures.VerifyEither(sender, message.Plain, message.Wrapped, signature, known);
    }
}
