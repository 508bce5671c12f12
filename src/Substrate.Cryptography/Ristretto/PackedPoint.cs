using System.Runtime.CompilerServices;

namespace Substrate.Cryptography.Ristretto;

/// <summary>A point with Z = 1 as it lies in a table: y − x, y + x and 2dxy, below p, in words of 64 bits.</summary>
/// <remarks>
/// The words of the three numbers alternate, so that one load brings a word of each. As there is no fourth number the load of 32 bytes
/// reaches 8 bytes over its row, after the last row over the point.
/// </remarks>
[InlineArray(Numbers * Words)]
internal struct PackedPoint
{
    internal const int Numbers = 3;

    private const int Words = 4;

    private ulong _first;

    internal readonly FieldElement YMinusX => Read(0);

    internal readonly FieldElement YPlusX => Read(1);

    internal readonly FieldElement T2D => Read(2);

    /// <summary>The first word of all.</summary>
    internal static ref readonly ulong Origin(ref readonly PackedPoint point) => ref point._first;

    /// <summary>Packs points, with one inversion for all.</summary>
    internal static void Pack(ReadOnlySpan<EdwardsPoint> points, Span<PackedPoint> packed)
    {
        // Reference: P. Montgomery, "Speeding the Pollard and elliptic curve methods of factorization", 1987, section 10.3.1.
        FieldElement[] products = new FieldElement[points.Length];
        FieldElement product = FieldElement.One;
        for (int index = 0; index < points.Length; index++)
        {
            products[index] = product;
            product *= points[index].Z;
        }

        FieldElement inverse = FieldInversion.Invert(product);
        for (int index = points.Length - 1; index >= 0; index--)
        {
            FieldElement inverseZ = inverse * products[index];
            inverse *= points[index].Z;
            FieldElement x = points[index].X * inverseZ;
            FieldElement y = points[index].Y * inverseZ;
            packed[index].Write(0, y - x);
            packed[index].Write(1, y + x);
            packed[index].Write(2, x * y * CurveConstants.TwoD);
        }
    }

    private readonly FieldElement Read(int number) =>
        FieldElement.FromWords(this[number], this[Numbers + number], this[(2 * Numbers) + number], this[(3 * Numbers) + number]);

    private void Write(int number, in FieldElement value)
    {
        (this[number], this[Numbers + number], this[(2 * Numbers) + number], this[(3 * Numbers) + number]) = value.ToWords();
    }
}
