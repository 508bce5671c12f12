namespace Substrate.Cryptography.Ristretto;

/// <summary>A point of the curve −x² + y² = 1 + dx²y² in plain 64-bit arithmetic, for public data only.</summary>
/// <remarks>
/// Reference: H. Hisil, K. Wong, G. Carter, E. Dawson, "Twisted Edwards curves revisited", 2008, sections 3.1 and 3.3, for a = −1.
/// Parameters: d = −121665/121666; extended coordinates x = X/Z, y = Y/Z, xy = T/Z. The formulas have no exceptions.
/// </remarks>
internal struct EdwardsPoint : ICurvePoint<EdwardsPoint, EdwardsAddend>
{
    internal FieldElement X;
    internal FieldElement Y;
    internal FieldElement Z;
    internal FieldElement T;

    internal EdwardsPoint(in FieldElement x, in FieldElement y, in FieldElement z, in FieldElement t)
    {
        X = x;
        Y = y;
        Z = z;
        T = t;
    }

    internal static EdwardsPoint Identity => new(FieldElement.Zero, FieldElement.One, FieldElement.One, FieldElement.Zero);

    public static EdwardsPoint From(in EdwardsPoint point) => point;

    public static EdwardsPoint operator -(in EdwardsPoint point) => new(-point.X, point.Y, point.Z, -point.T);

    public readonly EdwardsPoint ToEdwards() => this;

    public readonly EdwardsAddend ToAddend() => new(Y - X, Y + X, Z + Z, T * CurveConstants.TwoD);

    public static void Unpack(ref readonly PackedPoint point, out EdwardsAddend addend) =>
        addend = new(point.YMinusX, point.YPlusX, FieldElement.One + FieldElement.One, point.T2D);

    public void Double(int times)
    {
        while (true)
        {
            FieldElement a = X.Squared();
            FieldElement b = Y.Squared();
            FieldElement c = Z.Squared();
            FieldElement sum = (X + Y).Squared();
            FieldElement h = a + b;
            FieldElement e = h - sum;
            FieldElement g = a - b;
            FieldElement f = (c + c) - (b - a);
            X = e * f;
            Y = g * h;
            Z = f * g;
            if (--times == 0)
            {
                // Doubling makes no use of T.
                T = e * h;
                return;
            }
        }
    }

    public void Add(ref readonly EdwardsAddend addend, int sign)
    {
        if (sign < 0)
        {
            this = -this;
        }

        FieldElement a = (Y - X) * addend.YMinusX;
        FieldElement b = (Y + X) * addend.YPlusX;
        FieldElement c = T * addend.T2D;
        FieldElement d = Z * addend.Z2;
        FieldElement e = b - a;
        FieldElement f = d - c;
        FieldElement g = d + c;
        FieldElement h = b + a;
        X = e * f;
        Y = g * h;
        Z = f * g;
        T = e * h;
    }

    public static void AddBoth(
        ref EdwardsPoint first, ref readonly EdwardsAddend toFirst, int signOfFirst,
        ref EdwardsPoint second, ref readonly EdwardsAddend toSecond, int signOfSecond)
    {
        first.Add(in toFirst, signOfFirst);
        second.Add(in toSecond, signOfSecond);
    }

    public static void PowersOfRoot(ref FieldElement first, ref FieldElement second)
    {
        first = first.PowerOfRoot();
        second = second.PowerOfRoot();
    }
}
