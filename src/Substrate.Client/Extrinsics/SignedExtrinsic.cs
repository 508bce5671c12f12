using Substrate.Cryptography;
using Substrate.Cryptography.Hashing;

namespace Substrate.Client.Extrinsics;

/// <summary>A signed extrinsic, ready to be submitted.</summary>
public sealed class SignedExtrinsic
{
    internal SignedExtrinsic(byte[] bytes, AccountId signer, ExtrinsicContext context)
    {
        Bytes = bytes;
        Signer = signer;
        Context = context;
        Hash = HashOf(bytes);
    }

    /// <summary>The bytes, their length before them.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The hash it is known by: BLAKE2b-256 of all bytes.</summary>
    public Hash256 Hash { get; }

    /// <summary>Who signed.</summary>
    public AccountId Signer { get; }

    /// <summary>What it was signed for.</summary>
    public ExtrinsicContext Context { get; }

    /// <summary>The hash by which an extrinsic is known.</summary>
    /// <param name="bytes">All its bytes, their length before them.</param>
    public static Hash256 HashOf(ReadOnlySpan<byte> bytes) => Hash256.FromBytes(Blake2b.Hash(bytes, Hash256.Length));

    /// <summary>The hash.</summary>
    public override string ToString() => Hash.ToString();
}
