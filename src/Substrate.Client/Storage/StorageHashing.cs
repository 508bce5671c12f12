using Substrate.Client.Metadata;
using Substrate.Client.Scale;
using Substrate.Cryptography.Hashing;

namespace Substrate.Client.Storage;

/// <summary>The seven storage hashers: a hash, the key itself, or one before the other.</summary>
internal static class StorageHashing
{
    /// <summary>The bytes of the hash; 0 where there is none.</summary>
    public static int HashSize(this StorageHasher hasher) => hasher switch
    {
        StorageHasher.Twox64Concat => 8,
        StorageHasher.Blake128 or StorageHasher.Blake128Concat or StorageHasher.Twox128 => 16,
        StorageHasher.Blake256 or StorageHasher.Twox256 => 32,
        _ => 0,
    };

    /// <summary>True where the key itself follows the hash, so that it can be read back.</summary>
    public static bool KeepsKey(this StorageHasher hasher) =>
        hasher is StorageHasher.Blake128Concat or StorageHasher.Twox64Concat or StorageHasher.Identity;

    /// <summary>Writes what stands in a storage key for a part of a map's key.</summary>
    public static void Write(this StorageHasher hasher, ReadOnlySpan<byte> part, ScaleWriter writer)
    {
        Span<byte> hash = stackalloc byte[hasher.HashSize()];
        hasher.Hash(part, hash);
        writer.WriteBytes(hash);
        if (hasher.KeepsKey())
        {
            writer.WriteBytes(part);
        }
    }

    public static void Hash(this StorageHasher hasher, ReadOnlySpan<byte> part, Span<byte> hash)
    {
        switch (hasher)
        {
            case StorageHasher.Identity:
                break;
            case StorageHasher.Blake128 or StorageHasher.Blake256 or StorageHasher.Blake128Concat:
                Blake2b.Hash(part, hash);
                break;
            default:
                Twox.Hash(part, hash);
                break;
        }
    }
}
