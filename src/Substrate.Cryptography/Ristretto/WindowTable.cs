using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Substrate.Cryptography.Ristretto;

/// <summary>Every multiple of a point that a multiplication of it can need, so that no doubling is left to do.</summary>
/// <remarks>
/// Reference: E. Brickell, D. Gordon, K. McCurley, D. Wilson, "Fast exponentiation with precomputation", 1992. Parameters: a width w;
/// the scalar is written in windows of w bits with signed digits, and for each window i the table holds 1 to 2^(w − 1) times
/// 2^(iw) P, 96 bytes each: 48 KB for w = 4, 129 KB for w = 6, 222 KB for w = 7, 384 KB for w = 8.
/// </remarks>
internal sealed class WindowTable<TPoint, TAddend>
    where TPoint : struct, ICurvePoint<TPoint, TAddend>
    where TAddend : struct
{
    internal const int MaximumWindows = 64;

    private readonly int _width;
    private readonly PackedPoint[] _multiples;

    /// <summary>Builds the table of a point.</summary>
    internal WindowTable(in EdwardsPoint point, int width)
    {
        _width = width;
        int half = 1 << (width - 1);

        // One more, because a read of the last one reaches over it.
        _multiples = new PackedPoint[(ScalarDigits.WindowCount(width) * half) + 1];
        EdwardsPoint[] window = new EdwardsPoint[half];
        TPoint multiple = TPoint.From(point);
        for (int start = 0; start < _multiples.Length - 1; start += half)
        {
            TAddend step = multiple.ToAddend();
            window[0] = multiple.ToEdwards();
            for (int index = 1; index < half; index++)
            {
                multiple.Add(ref step, 1);
                window[index] = multiple.ToEdwards();
            }

            PackedPoint.Pack(window, _multiples.AsSpan(start, half));
            multiple.Double(1);
        }
    }

    /// <summary>The digits of a scalar; asks at once for all the multiples they stand for, so that their ways from memory overlap.</summary>
    internal unsafe void Prepare(in Scalar scalar, Span<sbyte> digits)
    {
        ScalarDigits.Windows(scalar, _width, digits);
        if (!Sse.IsSupported)
        {
            return;
        }

        int count = ScalarDigits.WindowCount(_width);
        for (int window = 0; window < count; window++)
        {
            // For a digit of zero some multiple. An address that has moved on, should the collector run just now, does no harm.
            byte* multiple = (byte*)Unsafe.AsPointer(ref Multiple(window, digits[window] == 0 ? 1 : digits[window]));
            Sse.Prefetch0(multiple);
            Sse.Prefetch0(multiple + Unsafe.SizeOf<PackedPoint>() - 1);
        }
    }

    /// <summary>The sum of a multiple of one table's point and a multiple of another's.</summary>
    internal static EdwardsPoint Sum(
        WindowTable<TPoint, TAddend> first, ReadOnlySpan<sbyte> ofFirst, WindowTable<TPoint, TAddend> second, ReadOnlySpan<sbyte> ofSecond)
    {
        // Two sums, because an addition to the one need not wait for an addition to the other. Each is known but for its sign.
        TPoint firstSum = TPoint.From(EdwardsPoint.Identity);
        TPoint secondSum = firstSum;
        int firstSign = 1;
        int secondSign = 1;
        int firstCount = ScalarDigits.WindowCount(first._width);
        int secondCount = ScalarDigits.WindowCount(second._width);
        int count = Math.Max(firstCount, secondCount);
        for (int window = 0; window < count; window++)
        {
            int toFirst = window < firstCount ? ofFirst[window] : 0;
            int toSecond = window < secondCount ? ofSecond[window] : 0;
            int signOfFirst = toFirst < 0 ? -1 : 1;
            int signOfSecond = toSecond < 0 ? -1 : 1;
            if (toFirst != 0 && toSecond != 0)
            {
                TPoint.Unpack(in first.Multiple(window, toFirst), out TAddend addend);
                TPoint.Unpack(in second.Multiple(window, toSecond), out TAddend other);
                TPoint.AddBoth(ref firstSum, ref addend, firstSign * signOfFirst, ref secondSum, ref other, secondSign * signOfSecond);
                firstSign = signOfFirst;
                secondSign = signOfSecond;
            }
            else if (toFirst != 0)
            {
                first.AddMultiple(ref firstSum, ref firstSign, window, toFirst);
            }
            else if (toSecond != 0)
            {
                second.AddMultiple(ref secondSum, ref secondSign, window, toSecond);
            }
        }

        TAddend last = firstSum.ToAddend();
        secondSum.Add(ref last, firstSign * secondSign);
        EdwardsPoint result = secondSum.ToEdwards();
        return firstSign < 0 ? -result : result;
    }

    /// <summary>Adds a multiple of the table's point.</summary>
    internal EdwardsPoint Add(in EdwardsPoint point, in Scalar multiple)
    {
        Span<sbyte> digits = stackalloc sbyte[MaximumWindows];
        Prepare(multiple, digits);
        TPoint sum = TPoint.From(point);
        int sign = 1;
        int count = ScalarDigits.WindowCount(_width);
        for (int window = 0; window < count; window++)
        {
            if (digits[window] != 0)
            {
                AddMultiple(ref sum, ref sign, window, digits[window]);
            }
        }

        EdwardsPoint result = sum.ToEdwards();
        return sign < 0 ? -result : result;
    }

    /// <summary>Adds a multiple to sign · sum; the sign becomes the digit's.</summary>
    private void AddMultiple(ref TPoint sum, ref int sign, int window, int digit)
    {
        int signOfDigit = digit < 0 ? -1 : 1;
        TPoint.Unpack(in Multiple(window, digit), out TAddend addend);
        sum.Add(ref addend, sign * signOfDigit);
        sign = signOfDigit;
    }

    private ref PackedPoint Multiple(int window, int digit) => ref _multiples[(window << (_width - 1)) + Math.Abs(digit) - 1];
}
