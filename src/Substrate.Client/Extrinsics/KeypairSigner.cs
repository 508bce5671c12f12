using Substrate.Cryptography;
using Substrate.Cryptography.Sr25519;

namespace Substrate.Client.Extrinsics;

/// <summary>Signs with a key pair in memory, which it neither copies nor disposes of.</summary>
/// <param name="keypair">The key pair.</param>
public sealed class KeypairSigner(Keypair keypair) : ISigner
{
    /// <inheritdoc/>
    public AccountId Account => keypair.PublicKey;

    /// <inheritdoc/>
    public void Sign(ReadOnlySpan<byte> payload, Span<byte> signature) => keypair.Sign(payload, signature);
}
