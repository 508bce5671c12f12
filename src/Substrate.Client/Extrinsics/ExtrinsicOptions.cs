using System.Numerics;

namespace Substrate.Client.Extrinsics;

/// <summary>What the signer of an extrinsic may choose.</summary>
public sealed record ExtrinsicOptions
{
    /// <summary>
    /// For how many blocks after the newest finalized one it may be included, rounded up to a power of two from 4 to 65536; null for ever.
    /// </summary>
    /// <value>128 blocks: with a block every 12 seconds 25 minutes.</value>
    public ulong? Period { get; init; } = 128;

    /// <summary>What is paid for being preferred, in the chain's smallest unit.</summary>
    /// <value>Nothing.</value>
    public BigInteger Tip { get; init; }

    /// <summary>The nonce; null for the next one, those of extrinsics that wait counted in.</summary>
    /// <value>The next one.</value>
    public uint? Nonce { get; init; }

    /// <summary>
    /// Told of the extrinsic after it is signed and before it is submitted: by its hash it is found again if contact is lost. Told
    /// twice where a runtime upgrade in between makes it necessary to sign again.
    /// </summary>
    public Action<SignedExtrinsic>? OnSigned { get; init; }
}
