using Substrate.Cryptography.Native;

namespace Substrate.Cryptography.Hashing;

/// <summary>BLAKE2b without key, salt or personalisation (RFC 7693), as Substrate uses it with digests of 16, 32 and 64 bytes.</summary>
public static class Blake2b
{
    /// <summary>Hashes <paramref name="data"/> into the whole of <paramref name="destination"/>.</summary>
    /// <param name="data">The bytes to hash.</param>
    /// <param name="destination">Receives the digest; its length, 16 to 64 bytes, chooses the digest's length.</param>
    /// <exception cref="ArgumentException">The destination is shorter than 16 or longer than 64 bytes.</exception>
    public static unsafe void Hash(ReadOnlySpan<byte> data, Span<byte> destination)
    {
        if (destination.Length is < 16 or > 64)
        {
            throw new ArgumentException("a digest has 16 to 64 bytes", nameof(destination));
        }

        fixed (byte* input = data, output = destination)
        {
            _ = Sodium.crypto_generichash_blake2b(output, (nuint)destination.Length, input, (ulong)data.Length, null, 0);
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
