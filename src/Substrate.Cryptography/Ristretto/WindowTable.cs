using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

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

    private const int CacheLine = 64;

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
                multiple.Add(ref step, 1);
                _multiples[start + index] = multiple.ToAddend();
            }

            multiple.Double(1);
        }
    }

    /// <summary>The sum of a multiple of one table's point and a multiple of another's.</summary>
    internal static EdwardsPoint Sum(
        WindowTable<TPoint, TAddend> first, in Scalar ofFirst, WindowTable<TPoint, TAddend> second, in Scalar ofSecond)
    {
        Span<sbyte> digits = stackalloc sbyte[2 * MaximumWindows];
        Span<sbyte> firstDigits = digits[..MaximumWindows];
        Span<sbyte> secondDigits = digits[MaximumWindows..];
        digits.Clear();
        ScalarDigits.Windows(ofFirst, first._width, firstDigits);
        ScalarDigits.Windows(ofSecond, second._width, secondDigits);
        first.Prefetch(firstDigits);
        second.Prefetch(secondDigits);

        // Two sums, because an addition to the one need not wait for an addition to the other. Each is known but for its sign.
        TPoint firstSum = TPoint.From(EdwardsPoint.Identity);
        TPoint secondSum = firstSum;
        int firstSign = 1;
        int secondSign = 1;
        int count = Math.Max(ScalarDigits.WindowCount(first._width), ScalarDigits.WindowCount(second._width));
        for (int window = 0; window < count; window++)
        {
            int toFirst = firstDigits[window];
            int toSecond = secondDigits[window];
            int signOfFirst = toFirst < 0 ? -1 : 1;
            int signOfSecond = toSecond < 0 ? -1 : 1;
            if (toFirst != 0 && toSecond != 0)
            {
                TPoint.AddBoth(
                    ref firstSum, ref first.Multiple(window, toFirst), firstSign * signOfFirst,
                    ref secondSum, ref second.Multiple(window, toSecond), secondSign * signOfSecond);
                firstSign = signOfFirst;
                secondSign = signOfSecond;
            }
            else if (toFirst != 0)
            {
                firstSum.Add(ref first.Multiple(window, toFirst), firstSign * signOfFirst);
                firstSign = signOfFirst;
            }
            else if (toSecond != 0)
            {
                secondSum.Add(ref second.Multiple(window, toSecond), secondSign * signOfSecond);
                secondSign = signOfSecond;
            }
        }

        TAddend addend = firstSum.ToAddend();
        secondSum.Add(ref addend, firstSign * secondSign);
        EdwardsPoint result = secondSum.ToEdwards();
        return firstSign < 0 ? -result : result;
    }

    /// <summary>Adds a multiple of the table's point.</summary>
    internal EdwardsPoint Add(in EdwardsPoint point, in Scalar multiple)
    {
        Span<sbyte> digits = stackalloc sbyte[MaximumWindows];
        ScalarDigits.Windows(multiple, _width, digits);
        Prefetch(digits);
        TPoint sum = TPoint.From(point);
        int sign = 1;
        int count = ScalarDigits.WindowCount(_width);
        for (int window = 0; window < count; window++)
        {
            int digit = digits[window];
            if (digit != 0)
            {
                int signOfDigit = digit < 0 ? -1 : 1;
                sum.Add(ref Multiple(window, digit), sign * signOfDigit);
                sign = signOfDigit;
            }
        }

        EdwardsPoint result = sum.ToEdwards();
        return sign < 0 ? -result : result;
    }

    /// <summary>Asks for all the multiples at once, so that their ways from memory overlap: few tables stay in the nearest cache.</summary>
    private unsafe void Prefetch(ReadOnlySpan<sbyte> digits)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        int count = ScalarDigits.WindowCount(_width);
        for (int window = 0; window < count; window++)
        {
            if (digits[window] != 0)
            {
                // An address that has moved on, should the collector run just now, does no harm.
                byte* multiple = (byte*)Unsafe.AsPointer(ref Multiple(window, digits[window]));
                Sse.Prefetch0(multiple);
                Sse.Prefetch0(multiple + CacheLine);
                Sse.Prefetch0(multiple + Unsafe.SizeOf<TAddend>() - 1);
            }
        }
    }

    private ref TAddend Multiple(int window, int digit) => ref _multiples[(window << (_width - 1)) + Math.Abs(digit) - 1];
}
