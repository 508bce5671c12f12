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

    /// <summary>The order itself: the one value of this type that is not below it.</summary>
    internal static Scalar Order => new(C0, C1, 0, Top);

    internal bool IsZero => (_w0 | _w1 | _w2 | _w3) == 0;

    /// <summary>The lowest 127 bits.</summary>
    internal UInt128 Low127 => new(_w1 & (ulong.MaxValue >> 1), _w0);

    /// <summary>The bits from 127 on, of which there are at most 126.</summary>
    internal UInt128 High127 => new((_w3 << 1) | (_w2 >> 63), (_w2 << 1) | (_w1 >> 63));

    public static Scalar operator -(in Scalar left, in Scalar right)
    {
        Int128 w0 = (Int128)left._w0 - right._w0;
        Int128 w1 = (Int128)left._w1 - right._w1 + (w0 >> 64);
        Int128 w2 = (Int128)left._w2 - right._w2 + (w1 >> 64);
        Int128 w3 = (Int128)left._w3 - right._w3 + (w2 >> 64);
        Scalar difference = new(unchecked((ulong)w0), unchecked((ulong)w1), unchecked((ulong)w2), unchecked((ulong)w3));
        return w3 < 0 ? difference.PlusOrder() : difference;
    }

    /// <summary>The product with a number below 2^127.</summary>
    public static Scalar operator *(UInt128 factor, in Scalar scalar)
    {
        unchecked
        {
            ulong low = (ulong)factor;
            ulong high = (ulong)(factor >> 64);
            UInt128 p0 = Math.BigMul(low, scalar._w0);
            UInt128 p1 = Math.BigMul(low, scalar._w1) + (p0 >> 64);
            UInt128 p2 = Math.BigMul(low, scalar._w2) + (p1 >> 64);
            UInt128 p3 = Math.BigMul(low, scalar._w3) + (p2 >> 64);
            UInt128 q1 = Math.BigMul(high, scalar._w0) + (ulong)p1;
            UInt128 q2 = Math.BigMul(high, scalar._w1) + (ulong)p2 + (q1 >> 64);
            UInt128 q3 = Math.BigMul(high, scalar._w2) + (ulong)p3 + (q2 >> 64);
            UInt128 q4 = Math.BigMul(high, scalar._w3) + (p3 >> 64) + (q3 >> 64);

            // What is below 2^192 is below L.
            Scalar remainder = new((ulong)q3, (ulong)q4, (ulong)(q4 >> 64), 0);
            return remainder.Append((ulong)q2).Append((ulong)q1).Append((ulong)p0);
        }
    }

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

            return new Scalar(r0, r1, r2, r3).PlusOrder();
        }
    }

    /// <summary>The sum with the order, less 2^256 if it reaches that.</summary>
    private Scalar PlusOrder()
    {
        unchecked
        {
            UInt128 sum = (UInt128)_w0 + C0;
            ulong r0 = (ulong)sum;
            sum = (UInt128)_w1 + C1 + (sum >> 64);
            ulong r1 = (ulong)sum;
            sum = (UInt128)_w2 + (sum >> 64);
            return new(r0, r1, (ulong)sum, _w3 + Top + (ulong)(sum >> 64));
        }
    }

    /// <summary>One of the four words, zero beyond them.</summary>
    internal ulong Word(int index) => index switch
    {
        0 => _w0,
        1 => _w1,
        2 => _w2,
        3 => _w3,
        _ => 0,
    };

    private static ulong Word(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[(index * sizeof(ulong))..]);
}
