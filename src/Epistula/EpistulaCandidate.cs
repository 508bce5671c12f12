using Substrate.Cryptography;

namespace Epistula;

/// <summary>
/// A request whose headers are in order: everything is known of it but whether the signature fits the body.
/// Made by <see cref="EpistulaVerifier.Examine"/>.
/// </summary>
public readonly struct EpistulaCandidate
{
    internal EpistulaCandidate(AccountId sender, long timestamp, string uuid, string signedFor, in SignatureBytes signature)
    {
        Sender = sender;
        Timestamp = timestamp;
        Uuid = uuid;
        SignedFor = signedFor;
        Signature = signature;
    }

    /// <summary>The claimed sender. A claim until the signature has been verified.</summary>
    public AccountId Sender { get; }

    /// <summary>The claimed time of signing, in milliseconds since 1970-01-01 UTC.</summary>
    public long Timestamp { get; }

    /// <summary>The request's unique text.</summary>
    public string Uuid { get; }

    /// <summary>The receiver's hotkey, as the sender wrote it.</summary>
    public string SignedFor { get; }

    internal SignatureBytes Signature { get; }
}
