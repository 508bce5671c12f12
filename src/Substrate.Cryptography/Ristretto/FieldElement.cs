using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Substrate.Cryptography.Ristretto;

/// <summary>An integer modulo p = 2^255 − 19, for public data only: the time depends on the value.</summary>
/// <remarks>
/// Reference: D. J. Bernstein, "Curve25519", 2006; limbs as in Bernstein et al., "High-speed high-security signatures", 2011.
/// Parameters: five limbs of 51 bits, the value being L0 + 2^51 L1 + … + 2^204 L4. Every result has limbs below 2^51 + 2^18, but for
/// a sum, which is not carried: the sum of two results has limbs below 2^53. That is what every operation takes.
/// </remarks>
internal readonly struct FieldElement
{
    internal const int Length = 32;

    private const ulong Mask = (1UL << 51) - 1;

    // 4p, limb by limb: more than the limbs of whatever is subtracted.
    private const ulong FourP0 = (Mask - 18) * 4;
    private const ulong FourP = Mask * 4;

    internal readonly ulong L0;
    internal readonly ulong L1;
    internal readonly ulong L2;
    internal readonly ulong L3;
    internal readonly ulong L4;

    internal FieldElement(ulong l0, ulong l1, ulong l2, ulong l3, ulong l4)
    {
        L0 = l0;
        L1 = l1;
        L2 = l2;
        L3 = l3;
        L4 = l4;
    }

    internal static FieldElement Zero => default;

    internal static FieldElement One => new(1, 0, 0, 0, 0);

    /// <summary>Whether the least number that stands for the value is odd, which is what RFC 9496 calls negative.</summary>
    internal bool IsNegative => (Canonical().L0 & 1) != 0;

    internal bool IsZero
    {
        get
        {
            FieldElement least = Canonical();
            return (least.L0 | least.L1 | least.L2 | least.L3 | least.L4) == 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldElement operator +(in FieldElement a, in FieldElement b) => unchecked(
        new(a.L0 + b.L0, a.L1 + b.L1, a.L2 + b.L2, a.L3 + b.L3, a.L4 + b.L4));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldElement operator -(in FieldElement a, in FieldElement b) => unchecked(
        Carried(a.L0 + (FourP0 - b.L0), a.L1 + (FourP - b.L1), a.L2 + (FourP - b.L2), a.L3 + (FourP - b.L3), a.L4 + (FourP - b.L4)));

    public static FieldElement operator -(in FieldElement a) => Zero - a;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static FieldElement operator *(in FieldElement a, in FieldElement b)
    {
        unchecked
        {
            // A product of limbs is cut at bit 53: as one factor is shifted up by 11, that is where its upper word begins. The two
            // parts are summed apart, so no carry is needed before the end; 2^53 is 4 · 2^51, and 2^255 is 19.
            ulong a0 = a.L0 << 11, a1 = a.L1 << 11, a2 = a.L2 << 11, a3 = a.L3 << 11, a4 = a.L4 << 11;
            ulong b0 = b.L0, b1 = b.L1, b2 = b.L2, b3 = b.L3, b4 = b.L4;
            ulong c1 = 19 * b1, c2 = 19 * b2, c3 = 19 * b3, c4 = 19 * b4;
            ulong l0 = 0, l1 = 0, l2 = 0, l3 = 0, l4 = 0, h0 = 0, h1 = 0, h2 = 0, h3 = 0, h4 = 0;

            Add(a0, b0, ref l0, ref h0);
            Add(a0, b1, ref l1, ref h1);
            Add(a0, b2, ref l2, ref h2);
            Add(a0, b3, ref l3, ref h3);
            Add(a0, b4, ref l4, ref h4);
            Add(a1, c4, ref l0, ref h0);
            Add(a1, b0, ref l1, ref h1);
            Add(a1, b1, ref l2, ref h2);
            Add(a1, b2, ref l3, ref h3);
            Add(a1, b3, ref l4, ref h4);
            Add(a2, c3, ref l0, ref h0);
            Add(a2, c4, ref l1, ref h1);
            Add(a2, b0, ref l2, ref h2);
            Add(a2, b1, ref l3, ref h3);
            Add(a2, b2, ref l4, ref h4);
            Add(a3, c2, ref l0, ref h0);
            Add(a3, c3, ref l1, ref h1);
            Add(a3, c4, ref l2, ref h2);
            Add(a3, b0, ref l3, ref h3);
            Add(a3, b1, ref l4, ref h4);
            Add(a4, c1, ref l0, ref h0);
            Add(a4, c2, ref l1, ref h1);
            Add(a4, c3, ref l2, ref h2);
            Add(a4, c4, ref l3, ref h3);
            Add(a4, b0, ref l4, ref h4);

            return Carried(l0 + (76 * h4), l1 + (4 * h0), l2 + (4 * h1), l3 + (4 * h2), l4 + (4 * h3));
        }
    }

    internal FieldElement Squared() => Squared(1);

    /// <summary>The value to the power 2^<paramref name="times"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal FieldElement Squared(int times)
    {
        unchecked
        {
            ulong r0 = L0, r1 = L1, r2 = L2, r3 = L3, r4 = L4;
            do
            {
                ulong a0 = r0 << 11, a1 = r1 << 11, a2 = r2 << 11, a3 = r3 << 11, a4 = r4 << 11;
                ulong c3 = 19 * r3, c4 = 19 * r4;
                ulong l0 = 0, l1 = 0, l2 = 0, l3 = 0, l4 = 0, h0 = 0, h1 = 0, h2 = 0, h3 = 0, h4 = 0;

                Add(a0, r0, ref l0, ref h0);
                Add(a0, 2 * r1, ref l1, ref h1);
                Add(a0, 2 * r2, ref l2, ref h2);
                Add(a0, 2 * r3, ref l3, ref h3);
                Add(a0, 2 * r4, ref l4, ref h4);
                Add(a1, 2 * c4, ref l0, ref h0);
                Add(a1, r1, ref l2, ref h2);
                Add(a1, 2 * r2, ref l3, ref h3);
                Add(a1, 2 * r3, ref l4, ref h4);
                Add(a2, 2 * c3, ref l0, ref h0);
                Add(a2, 2 * c4, ref l1, ref h1);
                Add(a2, r2, ref l4, ref h4);
                Add(a3, c3, ref l1, ref h1);
                Add(a3, 2 * c4, ref l2, ref h2);
                Add(a4, c4, ref l3, ref h3);

                l0 += 76 * h4;
                l1 += 4 * h0;
                l2 += 4 * h1;
                l3 += 4 * h2;
                l4 += 4 * h3;
                r0 = (l0 & Mask) + (19 * (l4 >> 51));
                r1 = (l1 & Mask) + (l0 >> 51);
                r2 = (l2 & Mask) + (l1 >> 51);
                r3 = (l3 & Mask) + (l2 >> 51);
                r4 = (l4 & Mask) + (l3 >> 51);
            }
            while (--times > 0);

            return new(r0, r1, r2, r3, r4);
        }
    }

    /// <summary>Reads 32 bytes, least first.</summary>
    /// <returns>Whether they are a number below p.</returns>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, out FieldElement value)
    {
        ulong w0 = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        ulong w1 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        ulong w2 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        ulong w3 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        value = FromWords(w0, w1, w2, w3);
        bool reachesP = w3 >= ulong.MaxValue >> 1 && (w1 & w2) == ulong.MaxValue && w0 >= ulong.MaxValue - 18;
        return !reachesP && w3 >> 63 == 0;
    }

    /// <summary>Takes the lowest 255 bits of four words, least first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static FieldElement FromWords(ulong w0, ulong w1, ulong w2, ulong w3) => new(
        w0 & Mask, ((w0 >> 51) | (w1 << 13)) & Mask, ((w1 >> 38) | (w2 << 26)) & Mask, ((w2 >> 25) | (w3 << 39)) & Mask, (w3 >> 12) & Mask);

    /// <summary>The least number that stands for the value as four words, least first.</summary>
    internal (ulong W0, ulong W1, ulong W2, ulong W3) ToWords()
    {
        FieldElement least = Canonical();
        return (
            least.L0 | (least.L1 << 51), (least.L1 >> 13) | (least.L2 << 38), (least.L2 >> 26) | (least.L3 << 25), (least.L3 >> 39) | (least.L4 << 12));
    }

    /// <summary>Writes the least number that stands for the value as 32 bytes, least first.</summary>
    internal void Write(Span<byte> bytes)
    {
        (ulong w0, ulong w1, ulong w2, ulong w3) = ToWords();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, w0);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], w1);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], w2);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], w3);
    }

    /// <summary>The value to the power (p − 5) / 8 = 2^252 − 3.</summary>
    internal FieldElement PowerOfRoot()
    {
        FieldElement x2 = Squared() * this;
        FieldElement x4 = x2.Squared(2) * x2;
        FieldElement x5 = x4.Squared() * this;
        FieldElement x10 = x5.Squared(5) * x5;
        FieldElement x20 = x10.Squared(10) * x10;
        FieldElement x40 = x20.Squared(20) * x20;
        FieldElement x50 = x40.Squared(10) * x10;
        FieldElement x100 = x50.Squared(50) * x50;
        FieldElement x200 = x100.Squared(100) * x100;
        FieldElement x250 = x200.Squared(50) * x50;
        return x250.Squared(2) * this;
    }

    /// <summary>The value, or minus the value, whichever is not negative.</summary>
    internal FieldElement Absolute() => IsNegative ? -this : this;

    /// <summary>Limbs that are below 2^51, and a value below p.</summary>
    internal FieldElement Canonical()
    {
        unchecked
        {
            FieldElement once = Carried(L0, L1, L2, L3, L4);

            // Whether 19 more would carry out of bit 255: the value is then p or more, and p is taken off by dropping that bit.
            ulong over = (once.L0 + 19) >> 51;
            over = (once.L1 + over) >> 51;
            over = (once.L2 + over) >> 51;
            over = (once.L3 + over) >> 51;
            over = (once.L4 + over) >> 51;

            ulong l0 = once.L0 + (19 * over);
            ulong l1 = once.L1 + (l0 >> 51);
            ulong l2 = once.L2 + (l1 >> 51);
            ulong l3 = once.L3 + (l2 >> 51);
            ulong l4 = once.L4 + (l3 >> 51);
            return new(l0 & Mask, l1 & Mask, l2 & Mask, l3 & Mask, l4 & Mask);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldElement Carried(ulong l0, ulong l1, ulong l2, ulong l3, ulong l4) => unchecked(new(
        (l0 & Mask) + (19 * (l4 >> 51)),
        (l1 & Mask) + (l0 >> 51),
        (l2 & Mask) + (l1 >> 51),
        (l3 & Mask) + (l2 >> 51),
        (l4 & Mask) + (l3 >> 51)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ulong a, ulong b, ref ulong low, ref ulong high)
    {
        unchecked
        {
            high += Math.BigMul(a, b, out ulong word);
            low += word >> 11;
        }
    }
}
