using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Substrate.Cryptography.Ristretto;

/// <summary>Every multiple of a point that a multiplication of it can need, so that no doubling is left to do.</summary>
/// <remarks>
/// Reference: E. Brickell, D. Gordon, K. McCurley, D. Wilson, "Fast exponentiation with precomputation", 1992. Parameters: a width w;
/// the scalar is written in windows of w bits with signed digits, and for each window i the table holds 1 to 2^(w − 1) times
/// 2^(iw) P: 80 KB for w = 4, 215 KB for w = 6, 640 KB for w = 8.
/// </remarks>
internal sealed class WindowTable<TPoint, TAddend>
    where TPoint : struct, ICurvePoint<TPoint, TAddend>
    where TAddend : struct
{
    internal const int MaximumWindows = 64;

    private readonly int _width;
    private readonly TAddend[] _multiples;

    /// <summary>Builds the table of a point.</summary>
    internal WindowTable(in EdwardsPoint point, int width)
    {
        _width = width;
        int half = 1 << (width - 1);
        _multiples = new TAddend[ScalarDigits.WindowCount(width) * half];
        TPoint multiple = TPoint.From(point);
        for (int start = 0; start < _multiples.Length; start += half)
        {
            TAddend step = multiple.ToAddend();
            _multiples[start] = step;
            for (int index = 1; index < half; index++)
            {
                multiple.Add(ref step);
                _multiples[start + index] = multiple.ToAddend();
            }

            multiple.Double();
        }
    }

    /// <summary>Adds a multiple of the table's point.</summary>
    internal void AddMultiple(in Scalar scalar, ref TPoint sum)
    {
        Span<sbyte> digits = stackalloc sbyte[MaximumWindows];
        ScalarDigits.Windows(scalar, _width, digits);
        ref TAddend window = ref MemoryMarshal.GetArrayDataReference(_multiples);
        int half = 1 << (_width - 1);
        int count = ScalarDigits.WindowCount(_width);
        for (int index = 0; index < count; index++)
        {
            int digit = digits[index];
            if (digit > 0)
            {
                sum.Add(ref Unsafe.Add(ref window, digit - 1));
            }
            else if (digit < 0)
            {
                sum.Subtract(ref Unsafe.Add(ref window, -digit - 1));
            }

            window = ref Unsafe.Add(ref window, half);
        }
    }
}
