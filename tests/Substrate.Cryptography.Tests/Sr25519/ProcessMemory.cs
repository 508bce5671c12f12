using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Substrate.Cryptography.Tests.Sr25519;

/// <summary>Searches everything the process can write or has mapped for itself: heaps, stacks and native memory.</summary>
internal static class ProcessMemory
{
    private const int ChunkLength = 1 << 20;

    /// <summary>How often the first 16 bytes of a secret occur.</summary>
    /// <param name="masked">The secret, every byte of it XORed with <see cref="Mask"/>, so that asking does not put it into memory.</param>
    internal static unsafe int Count(ReadOnlySpan<byte> masked)
    {
        ulong first = MemoryMarshal.Read<ulong>(masked);
        ulong second = MemoryMarshal.Read<ulong>(masked[8..]);
        byte* chunk = (byte*)NativeMemory.AllocZeroed(ChunkLength);
        try
        {
            int found = 0;
            using SafeFileHandle memory = File.OpenHandle("/proc/self/mem", options: FileOptions.RandomAccess);
            foreach ((long start, long end) in Regions())
            {
                // Chunks overlap, so that nothing is missed at their seams.
                for (long at = start; at < end; at += ChunkLength - 16)
                {
                    Span<byte> bytes = new(chunk, (int)Math.Min(ChunkLength, end - at));
                    found += Occurrences(bytes[..Read(memory, bytes, at)], first, second);

                    // Our own copy is no leak, and must not be found when its turn comes.
                    bytes.Clear();
                }
            }

            return found;
        }
        finally
        {
            NativeMemory.Free(chunk);
        }
    }

    internal const byte Mask = 0xa5;

    private const ulong WideMask = 0xa5a5a5a5a5a5a5a5;

    private static int Occurrences(ReadOnlySpan<byte> bytes, ulong first, ulong second)
    {
        int found = 0;
        for (int index = 0; index + 16 <= bytes.Length; index++)
        {
            if ((MemoryMarshal.Read<ulong>(bytes[index..]) ^ WideMask) == first
                && (MemoryMarshal.Read<ulong>(bytes[(index + 8)..]) ^ WideMask) == second)
            {
                found++;
            }
        }

        return found;
    }

    private static int Read(SafeFileHandle memory, Span<byte> bytes, long at)
    {
        try
        {
            return RandomAccess.Read(memory, bytes, at);
        }
        catch (IOException)
        {
            return 0; // unmapped meanwhile, or not readable even for the process itself
        }
    }

    private static IEnumerable<(long Start, long End)> Regions()
    {
        foreach (string line in File.ReadAllLines("/proc/self/maps"))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            bool anonymous = fields.Length < 6 || !fields[5].StartsWith('/') || fields[5].StartsWith("/memfd", StringComparison.Ordinal);
            if (fields[1].StartsWith("rw", StringComparison.Ordinal) || (anonymous && fields[1][0] == 'r'))
            {
                string[] range = fields[0].Split('-');
                long end = unchecked((long)ulong.Parse(range[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                if (end > 0)
                {
                    yield return (long.Parse(range[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture), end);
                }
            }
        }
    }
}
