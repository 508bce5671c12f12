using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Substrate.Cryptography.Ristretto;

/// <summary>sB − kA = R in ristretto255 for the base point B and an A and R that were not seen before, with half the doublings.</summary>
/// <remarks>
/// Reference: A. Antipa, D. Brown, R. Gallant, R. Lambert, R. Struik, S. Vanstone, "Accelerated verification of ECDSA signatures",
/// 2005, for the equation; D. Hankerson, A. Menezes, S. Vanstone, "Guide to elliptic curve cryptography", 2004, algorithm 3.51, for
/// the interleaving. Parameters: k = c0/c1 with c0 and c1 below 2^127; what is worked out is (c1 s)B − c0 A − c1 R, with c1 s as a
/// lower and an upper half, the upper one times 2^127 B; non-adjacent forms of width 4 for A and R (4 multiples each, made for the
/// occasion), 8 for B and 2^127 B (64 each, made once).
/// <para>
/// Why this is the same. A and R come from decoding, so they and every sum of their multiples and B's lie in 2E, a group with 4L
/// elements; the four of them whose order divides 4, E[4], stand for the identity of ristretto255, which is 2E modulo E[4] and has
/// the prime order L. There c1, which is not zero modulo L, can be taken off: c1 (sB − kA − R) is the identity if and only if
/// sB − kA − R is. Scalars matter there only modulo L: c1 s may be reduced, and c0 stand for c1 k, because L times an element of 2E lies
/// in E[4]. On the curve the elements of E[4] are (0, ±1) and (±i, 0), i = √−1: those with xy = 0, so T = 0, and no others.
/// </para>
/// </remarks>
internal ref struct SignatureEquation<TPoint, TAddend>
    where TPoint : struct, ICurvePoint<TPoint, TAddend>
    where TAddend : struct
{
    private const int BaseWidth = 8;
    private const int PointWidth = 4;

    private static readonly TAddend[] BaseMultiples = OfBase(CurveConstants.Base);
    private static readonly TAddend[] UpperBaseMultiples = OfBase(UpperBase());

    private Multiples _ofMinusKey;
    private Multiples _ofCommitment;

    /// <summary>Prepares the equation for −A and R.</summary>
    internal SignatureEquation(in EdwardsPoint minusKey, in EdwardsPoint commitment)
    {
        OddMultiples<TPoint, TAddend>.Fill(minusKey, _ofMinusKey);
        OddMultiples<TPoint, TAddend>.Fill(commitment, _ofCommitment);
    }

    /// <summary>Whether the equation holds for s and k.</summary>
    [SkipLocalsInit]
    internal readonly bool Holds(in Scalar s, in Scalar k)
    {
        HalfSizedFraction fraction = HalfSizedFraction.Of(k);
        Scalar ofBase = fraction.Denominator * s;

        // The four digits that count the same stand together, so that four zeros are seen at once.
        Span<uint> groups = stackalloc uint[HalfSizedFraction.BitLength + 1];
        groups.Clear();
        Span<sbyte> digits = MemoryMarshal.Cast<uint, sbyte>(groups);
        ScalarDigits.NonAdjacent(fraction.Numerator, PointWidth, digits, sizeof(uint));
        ScalarDigits.NonAdjacent(fraction.Denominator, PointWidth, digits[1..], sizeof(uint));
        ScalarDigits.NonAdjacent(ofBase.Low127, BaseWidth, digits[2..], sizeof(uint));
        ScalarDigits.NonAdjacent(ofBase.High127, BaseWidth, digits[3..], sizeof(uint));

        TPoint sum = TPoint.From(EdwardsPoint.Identity);
        int sign = 1;
        int doublings = 0;
        for (int position = groups.Length - 1; position >= 0; position--)
        {
            if (groups[position] != 0)
            {
                if (doublings > 0)
                {
                    sum.Double(doublings);
                    doublings = 0;
                }

                Span<sbyte> group = digits.Slice(position * sizeof(uint), sizeof(uint));
                AddMultiple(ref sum, ref sign, fraction.Sign * group[0], _ofMinusKey);
                AddMultiple(ref sum, ref sign, -group[1], _ofCommitment);
                AddMultiple(ref sum, ref sign, group[2], BaseMultiples);
                AddMultiple(ref sum, ref sign, group[3], UpperBaseMultiples);
            }

            doublings++;
        }

        // Doublings after the last addition are left out, and the sign too: neither makes or unmakes an element of E[4] in 2E.
        return sum.ToEdwards().T.IsZero;
    }

    /// <summary>Adds a multiple to sign · sum; the sign becomes the digit's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddMultiple(ref TPoint sum, ref int sign, int digit, ReadOnlySpan<TAddend> oddMultiples)
    {
        if (digit == 0)
        {
            return;
        }

        int signOfDigit = digit < 0 ? -1 : 1;
        sum.Add(in oddMultiples[Math.Abs(digit) >> 1], sign * signOfDigit);
        sign = signOfDigit;
    }

    private static EdwardsPoint UpperBase()
    {
        EdwardsPoint point = CurveConstants.Base;
        point.Double(HalfSizedFraction.BitLength);
        return point;
    }

    private static TAddend[] OfBase(in EdwardsPoint point)
    {
        TAddend[] multiples = new TAddend[1 << (BaseWidth - 2)];
        OddMultiples<TPoint, TAddend>.Fill(point, multiples);
        return multiples;
    }

    [InlineArray(1 << (PointWidth - 2))]
    private struct Multiples
    {
        private TAddend _first;
    }
}
