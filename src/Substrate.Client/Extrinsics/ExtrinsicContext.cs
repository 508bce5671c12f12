using System.Numerics;

namespace Substrate.Client.Extrinsics;

/// <summary>What an extrinsic is signed for, beside its call. Whatever differs on the chain makes the signature a bad one.</summary>
public sealed record ExtrinsicContext
{
    /// <summary>The version of the runtime (<c>specVersion</c>).</summary>
    public required uint SpecVersion { get; init; }

    /// <summary>The version of the runtime's extrinsic encoding (<c>transactionVersion</c>).</summary>
    public required uint TransactionVersion { get; init; }

    /// <summary>The hash of the chain's block 0.</summary>
    public required Hash256 Genesis { get; init; }

    /// <summary>How many extrinsics the signer had included before this one.</summary>
    public required uint Nonce { get; init; }

    /// <summary>For how long the extrinsic may be included.</summary>
    /// <value>For ever.</value>
    public Era Era { get; init; }

    /// <summary>The hash of the block that a mortal era begins with; unused by an immortal one.</summary>
    public Hash256 BirthBlock { get; init; }

    /// <summary>The number of that block; not signed, but where to begin to look for the extrinsic.</summary>
    public ulong BirthNumber { get; init; }

    /// <summary>What the signer pays for being preferred, in the chain's smallest unit.</summary>
    /// <value>Nothing.</value>
    public BigInteger Tip { get; init; }
}
