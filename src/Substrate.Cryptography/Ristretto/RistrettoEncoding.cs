namespace Substrate.Cryptography.Ristretto;

/// <summary>The 32 bytes that stand for an element of ristretto255, for public data only.</summary>
/// <remarks>
/// Reference: RFC 9496, sections 4.2 and 4.3. Parameters: exactly one string of bytes stands for each element; every other one is
/// refused.
/// </remarks>
internal static class RistrettoEncoding
{
    /// <summary>Decodes 32 bytes.</summary>
    /// <returns>Whether they are the encoding of an element.</returns>
    internal static bool TryDecode(ReadOnlySpan<byte> bytes, out EdwardsPoint point)
    {
        point = default;
        return Candidate.TryRead(bytes, out Candidate candidate)
            && candidate.TryFinish(candidate.Root.Seventh.PowerOfRoot(), out point);
    }

    /// <summary>Decodes two elements, 32 bytes each, in little more than the time of one where there are vectors.</summary>
    /// <returns>Whether both are encodings of elements.</returns>
    internal static bool TryDecode<TPoint, TAddend>(
        ReadOnlySpan<byte> firstBytes, ReadOnlySpan<byte> secondBytes, out EdwardsPoint first, out EdwardsPoint second)
        where TPoint : struct, ICurvePoint<TPoint, TAddend>
        where TAddend : struct
    {
        first = default;
        second = default;
        if (!Candidate.TryRead(firstBytes, out Candidate one) || !Candidate.TryRead(secondBytes, out Candidate other))
        {
            return false;
        }

        FieldElement powerOfOne = one.Root.Seventh;
        FieldElement powerOfOther = other.Root.Seventh;
        TPoint.PowersOfRoot(ref powerOfOne, ref powerOfOther);
        return one.TryFinish(powerOfOne, out first) & other.TryFinish(powerOfOther, out second);
    }

    /// <summary>Encodes an element as 32 bytes. Points that stand for the same element give the same bytes.</summary>
    internal static void Encode(in EdwardsPoint point, Span<byte> bytes)
    {
        FieldElement u1 = (point.Z + point.Y) * (point.Z - point.Y);
        FieldElement u2 = point.X * point.Y;
        InverseRoot root = new(u1 * u2.Squared());
        _ = root.TryFinish(root.Seventh.PowerOfRoot(), out FieldElement inverseRoot);
        FieldElement denominator1 = inverseRoot * u1;
        FieldElement denominator2 = inverseRoot * u2;
        FieldElement inverseZ = denominator1 * denominator2 * point.T;

        FieldElement x = point.X;
        FieldElement y = point.Y;
        FieldElement inverse = denominator2;
        if ((point.T * inverseZ).IsNegative)
        {
            x = point.Y * CurveConstants.SqrtM1;
            y = point.X * CurveConstants.SqrtM1;
            inverse = denominator1 * CurveConstants.InvSqrtAMinusD;
        }

        if ((x * inverseZ).IsNegative)
        {
            y = -y;
        }

        (inverse * (point.Z - y)).Absolute().Write(bytes);
    }

    /// <summary>Whether <see cref="Encode"/> would give these bytes, worked out without a square root.</summary>
    /// <remarks>
    /// Decoding s gives y = (1 − s²)/(1 + s²) and the x of that y, given but for its sign, for which x is not negative; valid is what
    /// then has xy not negative and y not zero. The points that stand for the same element as (x, y) are (x, y), (−x, −y), (iy, ix) and
    /// (−iy, −ix), i = √−1. Where xy is not zero, exactly one of them has both x and xy not negative: s is the encoding if and only if
    /// the y of that one is (1 − s²)/(1 + s²). Where xy is zero, all four stand for the identity, whose encoding is zero. The y's are
    /// compared first: what is wrong mostly has none that is equal, and is refused without an inversion. No two are equal, as
    /// y² = −x² holds for points of order 8 alone, and no sum of decoded points is one.
    /// </remarks>
    internal static bool IsEncoding(ReadOnlySpan<byte> bytes, in EdwardsPoint point)
    {
        if (!FieldElement.TryRead(bytes, out FieldElement s) || (bytes[0] & 1) != 0)
        {
            return false;
        }

        if (point.T.IsZero)
        {
            return s.IsZero;
        }

        // For s² = −1 what is compared is zero and 2Z, for s² = 1 zero and 2Y or 2iX: none of them is zero.
        FieldElement square = s.Squared();
        FieldElement numerator = (FieldElement.One - square) * point.Z;
        FieldElement denominator = FieldElement.One + square;
        FieldElement product = point.T;
        FieldElement x = point.X;
        FieldElement expected = denominator * point.Y;
        if (!IsSameOrNegative(numerator, expected, out bool isNegative))
        {
            x = point.Y * CurveConstants.SqrtM1;
            product = -product;
            expected = denominator * (point.X * CurveConstants.SqrtM1);
            if (!IsSameOrNegative(numerator, expected, out isNegative))
            {
                return false;
            }
        }

        FieldElement inverseZ = FieldInversion.Invert(point.Z);
        return !(product * inverseZ).IsNegative && !((isNegative ? -x : x) * inverseZ).IsNegative;
    }

    private static bool IsSameOrNegative(in FieldElement left, in FieldElement right, out bool isNegative)
    {
        isNegative = (left + right).IsZero;
        return isNegative || (left - right).IsZero;
    }

    /// <summary>RFC 9496's SQRT_RATIO_M1 of 1 and a value, before and after its one long step, a power.</summary>
    private readonly struct InverseRoot
    {
        private readonly FieldElement _value;
        private readonly FieldElement _cube;

        internal InverseRoot(in FieldElement value)
        {
            _value = value;
            _cube = value.Squared() * value;
            Seventh = _cube.Squared() * value;
        }

        /// <summary>The value's seventh power.</summary>
        internal FieldElement Seventh { get; }

        /// <summary>1/√value, or 1/√(i · value) where value is no square, from (p − 5) / 8-th power of the seventh.</summary>
        /// <returns>Whether the value is a square other than zero; the root of zero is zero.</returns>
        internal bool TryFinish(in FieldElement power, out FieldElement root)
        {
            root = _cube * power;
            FieldElement check = _value * root.Squared();

            bool isOne = (check - FieldElement.One).IsZero;
            bool isMinusOne = (check + FieldElement.One).IsZero;
            bool isMinusI = (check + CurveConstants.SqrtM1).IsZero;
            if (isMinusOne || isMinusI)
            {
                root *= CurveConstants.SqrtM1;
            }

            root = root.Absolute();
            return isOne || isMinusOne;
        }
    }

    /// <summary>Bytes that are a number below p and not negative, before and after the root that decoding takes.</summary>
    private readonly struct Candidate
    {
        private readonly FieldElement _s;
        private readonly FieldElement _u1;
        private readonly FieldElement _u2;
        private readonly FieldElement _v;

        private Candidate(in FieldElement s)
        {
            FieldElement square = s.Squared();
            _s = s;
            _u1 = FieldElement.One - square;
            _u2 = FieldElement.One + square;
            FieldElement u2Square = _u2.Squared();
            _v = -((CurveConstants.D * _u1.Squared()) + u2Square);
            Root = new(_v * u2Square);
        }

        internal InverseRoot Root { get; }

        internal static bool TryRead(ReadOnlySpan<byte> bytes, out Candidate candidate)
        {
            bool isRead = FieldElement.TryRead(bytes, out FieldElement s) && (bytes[0] & 1) == 0;
            candidate = isRead ? new(s) : default;
            return isRead;
        }

        internal bool TryFinish(in FieldElement power, out EdwardsPoint point)
        {
            bool wasSquare = Root.TryFinish(power, out FieldElement inverseRoot);
            FieldElement denominatorX = inverseRoot * _u2;
            FieldElement denominatorY = inverseRoot * denominatorX * _v;
            FieldElement x = ((_s + _s) * denominatorX).Absolute();
            FieldElement y = _u1 * denominatorY;
            FieldElement t = x * y;
            point = new(x, y, FieldElement.One, t);
            return wasSquare && !t.IsNegative && !y.IsZero;
        }
    }
}
