namespace Substrate.Cryptography.Ristretto;

/// <summary>
/// A point of the curve in one of the arithmetics there are. What is written against this interface, the multiplications, is
/// compiled for each of them.
/// </summary>
/// <typeparam name="TPoint">The point itself.</typeparam>
/// <typeparam name="TAddend">A point made ready to be added.</typeparam>
internal interface ICurvePoint<TPoint, TAddend>
    where TPoint : struct, ICurvePoint<TPoint, TAddend>
    where TAddend : struct
{
    /// <summary>Takes a point into this arithmetic.</summary>
    static abstract TPoint From(in EdwardsPoint point);

    /// <summary>The point in plain coordinates.</summary>
    EdwardsPoint ToEdwards();

    /// <summary>The point, made ready to be added to others.</summary>
    TAddend ToAddend();

    /// <summary>Makes a point of a table ready to be added. Another one, or as many bytes of anything, must lie after it.</summary>
    static abstract void Unpack(ref readonly PackedPoint point, out TAddend addend);

    /// <summary>Doubles the point in place, so many times, once at least.</summary>
    void Double(int times);

    /// <summary>Adds to the point in place, or to minus the point.</summary>
    /// <param name="addend">What is added.</param>
    /// <param name="sign">1, or −1 where the point is negated first. So a sum is subtracted from without another table.</param>
    void Add(ref readonly TAddend addend, int sign);

    /// <summary>Two additions that do not depend on each other, which a processor may then do at the same time.</summary>
    static abstract void AddBoth(
        ref TPoint first, ref readonly TAddend toFirst, int signOfFirst, ref TPoint second, ref readonly TAddend toSecond, int signOfSecond);

    /// <summary>Raises two numbers to the power (p − 5) / 8, side by side where that is faster.</summary>
    static abstract void PowersOfRoot(ref FieldElement first, ref FieldElement second);
}
