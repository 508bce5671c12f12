using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Substrate.Cryptography.Hashing;

/// <summary>
/// MULTILINEAR: a strongly universal hash of 32 bytes to 32 bits, for tables whose keys a stranger chooses.
/// </summary>
/// <remarks>
/// Reference: D. Lemire and O. Kaser, "Strongly universal string hashing is fast", 2012.
/// Parameters: eight 32-bit words, nine 64-bit random keys per process, the upper half of the 64-bit sum.
/// Whoever does not know the keys finds two inputs that collide with a chance of 2^-32, whatever the inputs are.
/// </remarks>
internal static class MultilinearHash
{
    private const int Words = Bytes32.Length / sizeof(uint);

    private static readonly ulong[] Keys = RandomKeys();

    /// <summary>Hashes 32 bytes.</summary>
    internal static int Of(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<ulong> keys = Keys;
        ulong sum = keys[Words];
        for (int word = 0; word < Words; word++)
        {
            sum = unchecked(sum + (keys[word] * BinaryPrimitives.ReadUInt32LittleEndian(bytes[(word * sizeof(uint))..])));
        }

        return unchecked((int)(sum >> 32));
    }

    private static ulong[] RandomKeys()
    {
        ulong[] keys = new ulong[Words + 1];
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(keys.AsSpan()));
        return keys;
    }
}
