namespace Substrate.Cryptography.Ristretto;

/// <summary>The multiples 1, 3, 5 … of a point, for a scalar in non-adjacent form.</summary>
internal static class OddMultiples<TPoint, TAddend>
    where TPoint : struct, ICurvePoint<TPoint, TAddend>
    where TAddend : struct
{
    /// <summary>Fills <paramref name="multiples"/>.</summary>
    internal static void Fill(in EdwardsPoint point, Span<TAddend> multiples)
    {
        TPoint multiple = TPoint.From(point);
        TPoint twice = multiple;
        twice.Double(1);
        TAddend step = twice.ToAddend();
        multiples[0] = multiple.ToAddend();
        for (int index = 1; index < multiples.Length; index++)
        {
            multiple.Add(ref step, 1);
            multiples[index] = multiple.ToAddend();
        }
    }
}
