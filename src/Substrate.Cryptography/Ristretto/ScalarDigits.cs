using System.Numerics;

namespace Substrate.Cryptography.Ristretto;

/// <summary>Ways to write a scalar with few signed digits, for public data only.</summary>
/// <remarks>
/// Reference: D. Hankerson, A. Menezes, S. Vanstone, "Guide to elliptic curve cryptography", 2004, algorithms 3.35 and 3.41.
/// </remarks>
internal static class ScalarDigits
{
    /// <summary>
    /// Writes the non-adjacent form of a number below 2^127: the digit at i counts 2^i; it is zero or odd, its absolute value below
    /// 2^(width − 1), and of any <paramref name="width"/> digits in a row at most one is not zero.
    /// </summary>
    /// <param name="number">The number.</param>
    /// <param name="width">The width.</param>
    /// <param name="digits">Zeros, among which the 128 digits go.</param>
    /// <param name="stride">How many places there are from one digit to the next.</param>
    internal static void NonAdjacent(UInt128 number, int width, Span<sbyte> digits, int stride)
    {
        unchecked
        {
            ulong low = (ulong)number;
            ulong high = (ulong)(number >> 64);
            int position = 0;
            while ((low | high) != 0)
            {
                int zeros = BitOperations.TrailingZeroCount(low);
                if (zeros == 64)
                {
                    (low, high) = (high, 0);
                    position += 64;
                    continue;
                }

                low = (low >> zeros) | ((high << 1) << (63 - zeros));
                high >>= zeros;
                position += zeros;

                int digit = (int)(low & ((1UL << width) - 1));
                ulong carry = (ulong)digit >> (width - 1);
                digits[stride * position] = (sbyte)(digit - ((int)carry << width));
                low = (low >> width) | (high << (64 - width));
                high >>= width;
                low += carry;
                high += low < carry ? 1UL : 0;
                position += width;
            }
        }
    }

    /// <summary>The number of windows of <paramref name="width"/> bits that hold every scalar.</summary>
    internal static int WindowCount(int width) => (Scalar.BitLength + width) / width;

    /// <summary>
    /// Writes one digit for each window: the digit at i counts 2^(i · width) and lies in [−2^(width − 1), 2^(width − 1)).
    /// </summary>
    internal static void Windows(in Scalar scalar, int width, Span<sbyte> digits)
    {
        int half = 1 << (width - 1);
        int carry = 0;
        ulong w0 = scalar.Word(0), w1 = scalar.Word(1), w2 = scalar.Word(2), w3 = scalar.Word(3);
        int count = WindowCount(width);
        for (int window = 0; window < count; window++)
        {
            int digit = (int)(w0 & ((1UL << width) - 1)) + carry;
            carry = digit >= half ? 1 : 0;
            digits[window] = (sbyte)(digit - (carry << width));
            w0 = (w0 >> width) | (w1 << (64 - width));
            w1 = (w1 >> width) | (w2 << (64 - width));
            w2 = (w2 >> width) | (w3 << (64 - width));
            w3 >>= width;
        }
    }
}
