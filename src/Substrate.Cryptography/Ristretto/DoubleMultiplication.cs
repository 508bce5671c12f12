namespace Substrate.Cryptography.Ristretto;

/// <summary>sB + kP for the base point B and a point P that was not seen before.</summary>
/// <remarks>
/// Reference: D. Hankerson, A. Menezes, S. Vanstone, "Guide to elliptic curve cryptography", 2004, algorithm 3.51 (interleaving).
/// Parameters: both scalars in non-adjacent form, width 5 for P (8 multiples, made for the occasion) and 8 for B (64, made once).
/// </remarks>
internal static class DoubleMultiplication<TPoint, TAddend>
    where TPoint : struct, ICurvePoint<TPoint, TAddend>
    where TAddend : struct
{
    private const int BaseWidth = 8;
    private const int PointWidth = 5;

    private static readonly TAddend[] BaseMultiples = OfBase();

    /// <summary>Works out sB + kP.</summary>
    internal static EdwardsPoint Multiply(in Scalar s, in Scalar k, in EdwardsPoint point)
    {
        Multiples multiples = default;
        Span<TAddend> ofPoint = multiples;
        ReadOnlySpan<TAddend> ofBase = BaseMultiples;
        OddMultiples<TPoint, TAddend>.Fill(point, ofPoint);

        Span<sbyte> digitsOfS = stackalloc sbyte[ScalarDigits.NonAdjacentLength];
        Span<sbyte> digitsOfK = stackalloc sbyte[ScalarDigits.NonAdjacentLength];
        int length = Math.Max(
            ScalarDigits.NonAdjacent(s, BaseWidth, digitsOfS),
            ScalarDigits.NonAdjacent(k, PointWidth, digitsOfK));

        TPoint sum = TPoint.From(EdwardsPoint.Identity);
        int sign = 1;
        for (int position = length - 1; position >= 0; position--)
        {
            sum.Double();
            AddMultiple(ref sum, ref sign, digitsOfK[position], ofPoint);
            AddMultiple(ref sum, ref sign, digitsOfS[position], ofBase);
        }

        EdwardsPoint result = sum.ToEdwards();
        return sign < 0 ? -result : result;
    }

    /// <summary>Adds a multiple to sign · sum; the sign becomes the digit's.</summary>
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

    private static TAddend[] OfBase()
    {
        TAddend[] multiples = new TAddend[1 << (BaseWidth - 2)];
        OddMultiples<TPoint, TAddend>.Fill(CurveConstants.Base, multiples);
        return multiples;
    }

    [System.Runtime.CompilerServices.InlineArray(1 << (PointWidth - 2))]
    private struct Multiples
    {
        private TAddend _first;
    }
}
