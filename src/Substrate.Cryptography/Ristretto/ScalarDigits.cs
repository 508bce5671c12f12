namespace Substrate.Cryptography.Ristretto;

/// <summary>Ways to write a scalar with few signed digits, for public data only.</summary>
/// <remarks>
/// Reference: D. Hankerson, A. Menezes, S. Vanstone, "Guide to elliptic curve cryptography", 2004, algorithms 3.35 and 3.41.
/// </remarks>
internal static class ScalarDigits
{
    /// <summary>The number of digits of a non-adjacent form: one for each bit and one for a carry.</summary>
    internal const int NonAdjacentLength = Scalar.BitLength + 1;

    /// <summary>
    /// Writes the non-adjacent form: the digit at i counts 2^i; it is zero or odd, its absolute value below 2^(width − 1), and of
    /// any <paramref name="width"/> digits in a row at most one is not zero.
    /// </summary>
    /// <returns>The number of digits up to the last that is not zero.</returns>
    internal static int NonAdjacent(in Scalar scalar, int width, Span<sbyte> digits)
    {
        digits[..NonAdjacentLength].Clear();
        int length = 0;
        ulong carry = 0;
        int position = 0;
        while (position < NonAdjacentLength)
        {
            ulong window = (scalar.Bits(position) & ((1UL << width) - 1)) + carry;
            if ((window & 1) == 0)
            {
                position++;
                continue;
            }

            carry = window >> (width - 1);
            digits[position] = (sbyte)((int)window - (int)(carry << width));
            length = position + 1;
            position += width;
        }

        return length;
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
        for (int window = 0; window < WindowCount(width); window++)
        {
            int digit = (int)(scalar.Bits(window * width) & ((1UL << width) - 1)) + carry;
            carry = digit >= half ? 1 : 0;
            digits[window] = (sbyte)(digit - (carry << width));
        }
    }
}
