using System.Buffers.Binary;
using System.IO.Hashing;

namespace Substrate.Cryptography.Hashing;

/// <summary>Substrate's non-cryptographic "twox" hash: xxHash64 with seeds 0, 1, … one after another, little endian.</summary>
public static class Twox
{
    /// <summary>Hashes <paramref name="data"/> into the whole of <paramref name="destination"/>: 8, 16 or 32 bytes.</summary>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> destination)
    {
        if (destination.Length is not (8 or 16 or 32))
        {
            throw new ArgumentException("a twox digest has 8, 16 or 32 bytes", nameof(destination));
        }

        for (int seed = 0; seed < destination.Length / 8; seed++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(destination.Slice(seed * 8, 8), XxHash64.HashToUInt64(data, seed));
        }
    }

    /// <summary>Hashes <paramref name="data"/> to a new array of <paramref name="digestLength"/> bytes.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> data, int digestLength)
    {
        byte[] digest = new byte[digestLength];
        Hash(data, digest);
        return digest;
    }
}
