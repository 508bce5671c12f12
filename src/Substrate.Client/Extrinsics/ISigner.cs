using Substrate.Cryptography;

namespace Substrate.Client.Extrinsics;

/// <summary>Who signs extrinsics: a key pair in memory, or something that keeps one elsewhere.</summary>
public interface ISigner
{
    /// <summary>The account that signs.</summary>
    AccountId Account { get; }

    /// <summary>Signs as sr25519 with the signing context <c>substrate</c>.</summary>
    /// <param name="payload">What is signed: the payload of the extrinsic, or its hash where it is longer than 256 bytes.</param>
    /// <param name="signature">Receives the 64 bytes of the signature.</param>
    void Sign(ReadOnlySpan<byte> payload, Span<byte> signature);
}
