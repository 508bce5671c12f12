using System.Buffers.Binary;

namespace Substrate.Cryptography.Ristretto;

/// <summary>An integer modulo the group's order, for public data only: the time depends on the value.</summary>
/// <remarks>
/// Reference: RFC 9496, section 4.4. Parameters: order L = 2^252 + c, c = 27742317777372353535851937790883648493; four words of
/// 64 bits, least first; always below L.
/// </remarks>
internal readonly struct Scalar
{
    internal const int Length = 32;
    internal const int WideLength = 64;

    /// <summary>A scalar has no bit set from this one on.</summary>
    internal const int BitLength = 253;

    private const ulong C0 = 0x5812631a5cf5d3ed;
    private const ulong C1 = 0x14def9dea2f79cd6;
    private const ulong Top = 1UL << 60;

    private readonly ulong _w0;
    private readonly ulong _w1;
    private readonly ulong _w2;
    private readonly ulong _w3;

    private Scalar(ulong w0, ulong w1, ulong w2, ulong w3)
    {
        _w0 = w0;
        _w1 = w1;
        _w2 = w2;
        _w3 = w3;
    }

    internal bool IsZero => (_w0 | _w1 | _w2 | _w3) == 0;

    /// <summary>Takes a number of 256 bits, least word first.</summary>
    /// <returns>Whether it is below the order.</returns>
    internal static bool TryCreate(ulong w0, ulong w1, ulong w2, ulong w3, out Scalar scalar)
    {
        scalar = new(w0, w1, w2, w3);
        return w3 < Top || (w3 == Top && w2 == 0 && (w1 < C1 || (w1 == C1 && w0 < C0)));
    }

    /// <summary>Reduces 64 bytes, least first, modulo the order.</summary>
    internal static Scalar Reduce(ReadOnlySpan<byte> wide)
    {
        // The remainder of the words so far; 192 bits are below L.
        Scalar remainder = new(Word(wide, 5), Word(wide, 6), Word(wide, 7), 0);
        for (int word = 4; word >= 0; word--)
        {
            remainder = remainder.Append(Word(wide, word));
        }

        return remainder;
    }

    /// <summary>The 64 bits from <paramref name="position"/> on, zeros beyond the end.</summary>
    internal ulong Bits(int position)
    {
        int word = position >> 6;
        int shift = position & 63;
        ulong low = Word(word) >> shift;
        return shift == 0 ? low : low | (Word(word + 1) << (64 - shift));
    }

    /// <summary>The remainder of 2^64 times this plus <paramref name="word"/>.</summary>
    private Scalar Append(ulong word)
    {
        unchecked
        {
            // How often 2^252 goes in is how often L does, or once more; q · 2^252 is taken off by dropping the upper bits. It may go
            // in 2^64 times, where L goes in once less: one 2^252 is then left.
            bool overflows = _w3 == Top;
            ulong q = overflows ? ulong.MaxValue : (_w3 << 4) | (_w2 >> 60);
            ulong upper = overflows ? Top : 0;
            ulong h0 = Math.BigMul(q, C0, out ulong p0);
            ulong h1 = Math.BigMul(q, C1, out ulong p1);
            p1 += h0;
            ulong p2 = h1 + (p1 < h0 ? 1UL : 0);

            UInt128 difference = (UInt128)word - p0;
            ulong r0 = (ulong)difference;
            difference = (UInt128)_w0 - p1 - ((ulong)(difference >> 64) & 1);
            ulong r1 = (ulong)difference;
            difference = (UInt128)_w1 - p2 - ((ulong)(difference >> 64) & 1);
            ulong r2 = (ulong)difference;
            difference = (UInt128)((_w2 & (Top - 1)) + upper) - ((ulong)(difference >> 64) & 1);
            ulong r3 = (ulong)difference;
            if ((difference >> 64) == 0)
            {
                return new(r0, r1, r2, r3);
            }

            UInt128 sum = (UInt128)r0 + C0;
            r0 = (ulong)sum;
            sum = (UInt128)r1 + C1 + (sum >> 64);
            r1 = (ulong)sum;
            sum = (UInt128)r2 + (sum >> 64);
            return new(r0, r1, (ulong)sum, r3 + Top + (ulong)(sum >> 64));
        }
    }

    private ulong Word(int index) => index switch
    {
        0 => _w0,
        1 => _w1,
        2 => _w2,
        3 => _w3,
        _ => 0,
    };

    private static ulong Word(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[(index * sizeof(ulong))..]);
}
