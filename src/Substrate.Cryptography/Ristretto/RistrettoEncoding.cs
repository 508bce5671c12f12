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
        if (!FieldElement.TryRead(bytes, out FieldElement s) || (bytes[0] & 1) != 0)
        {
            return false;
        }

        FieldElement square = s.Squared();
        FieldElement u1 = FieldElement.One - square;
        FieldElement u2 = FieldElement.One + square;
        FieldElement u2Square = u2.Squared();
        FieldElement v = -((CurveConstants.D * u1.Squared()) + u2Square);
        bool wasSquare = TryInverseRoot(v * u2Square, out FieldElement inverseRoot);

        FieldElement denominatorX = inverseRoot * u2;
        FieldElement denominatorY = inverseRoot * denominatorX * v;
        FieldElement x = ((s + s) * denominatorX).Absolute();
        FieldElement y = u1 * denominatorY;
        FieldElement t = x * y;
        point = new(x, y, FieldElement.One, t);
        return wasSquare && !t.IsNegative && !y.IsZero;
    }

    /// <summary>Encodes an element as 32 bytes. Points that stand for the same element give the same bytes.</summary>
    internal static void Encode(in EdwardsPoint point, Span<byte> bytes)
    {
        FieldElement u1 = (point.Z + point.Y) * (point.Z - point.Y);
        FieldElement u2 = point.X * point.Y;
        _ = TryInverseRoot(u1 * u2.Squared(), out FieldElement inverseRoot);
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
    /// the y of that one is (1 − s²)/(1 + s²). Where xy is zero, all four stand for the identity, whose encoding is zero.
    /// </remarks>
    internal static bool IsEncoding(ReadOnlySpan<byte> bytes, in EdwardsPoint point)
    {
        if (!FieldElement.TryRead(bytes, out FieldElement s) || (bytes[0] & 1) != 0)
        {
            return false;
        }

        FieldElement inverseZ = FieldInversion.Invert(point.Z);
        FieldElement product = point.T * inverseZ;
        if (product.IsZero)
        {
            return s.IsZero;
        }

        FieldElement x = point.X;
        FieldElement y = point.Y;
        if (product.IsNegative)
        {
            x = point.Y * CurveConstants.SqrtM1;
            y = point.X * CurveConstants.SqrtM1;
        }

        if ((x * inverseZ).IsNegative)
        {
            y = -y;
        }

        // For s² = −1 the right side is zero and the left is 2Z, which is not.
        FieldElement square = s.Squared();
        return (((FieldElement.One - square) * point.Z) - ((FieldElement.One + square) * y)).IsZero;
    }

    /// <summary>RFC 9496's SQRT_RATIO_M1 of 1 and <paramref name="value"/>: 1/√value, or 1/√(i · value) where value is no square.</summary>
    /// <returns>Whether the value is a square other than zero; the root of zero is zero.</returns>
    private static bool TryInverseRoot(in FieldElement value, out FieldElement root)
    {
        FieldElement cube = value.Squared() * value;
        FieldElement seventh = cube.Squared() * value;
        root = cube * seventh.PowerOfRoot();
        FieldElement check = value * root.Squared();

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
