using System.Globalization;
using Substrate.Cryptography.Sr25519;

namespace Epistula.Signing;

/// <summary>Signs requests with a hotkey. It borrows the key pair; whoever made that disposes of it.</summary>
public sealed class EpistulaSigner
{
    private readonly Keypair _keypair;
    private readonly TimeProvider _time;
    private readonly string _signedBy;

    /// <summary>Makes a signer that dates requests by <paramref name="time"/>.</summary>
    public EpistulaSigner(Keypair keypair, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(keypair);
        ArgumentNullException.ThrowIfNull(time);
        _keypair = keypair;
        _time = time;
        _signedBy = keypair.PublicKey.ToString();
    }

    /// <summary>Signs a body for a receiver, dated now, under a new version-7 uuid.</summary>
    /// <param name="bodyDigest">SHA-256 of the body, 32 bytes.</param>
    /// <param name="signedFor">The receiver's hotkey, exactly as the receiver writes it.</param>
    public EpistulaEnvelope Sign(ReadOnlySpan<byte> bodyDigest, string signedFor)
    {
        DateTimeOffset now = _time.GetUtcNow();
        return Sign(bodyDigest, signedFor, now.ToUnixTimeMilliseconds(), Guid.CreateVersion7(now).ToString());
    }

    /// <summary>Signs a body for a receiver with a given time (milliseconds since 1970-01-01 UTC) and uuid.</summary>
    public EpistulaEnvelope Sign(ReadOnlySpan<byte> bodyDigest, string signedFor, long timestamp, string uuid)
    {
        ArgumentNullException.ThrowIfNull(signedFor);
        ArgumentNullException.ThrowIfNull(uuid);
        SignatureBytes signature = default;
        using EpistulaMessage message = new(bodyDigest, uuid, timestamp, signedFor, stackalloc byte[EpistulaMessage.UsualLength]);
        _keypair.Sign(message.Plain, signature);
        return new(
            "0x" + Convert.ToHexStringLower(signature),
            timestamp.ToString(CultureInfo.InvariantCulture),
            uuid,
            _signedBy,
            signedFor);
    }
}
