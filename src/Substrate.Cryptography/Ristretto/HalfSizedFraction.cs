using System.Numerics;

namespace Substrate.Cryptography.Ristretto;

/// <summary>A scalar k as a fraction of two numbers of half its length: k times the denominator is plus or minus the numerator.</summary>
/// <remarks>
/// Reference: A. Antipa, D. Brown, R. Gallant, R. Lambert, R. Struik, S. Vanstone, "Accelerated verification of ECDSA signatures",
/// 2005, section 4. Parameters: Euclid's algorithm for the group's order L and k, up to the first remainder below 2^127. For public
/// data only: the time depends on the value.
/// </remarks>
/// <param name="Numerator">The numerator's absolute value, below 2^127.</param>
/// <param name="Denominator">The denominator: at least 1 and at most L / 2^127, so it has an inverse modulo L.</param>
/// <param name="Sign">The numerator's sign, 1 or −1.</param>
internal readonly record struct HalfSizedFraction(UInt128 Numerator, UInt128 Denominator, int Sign)
{
    /// <summary>The number of bits that hold either number.</summary>
    internal const int BitLength = 127;

    private const int FarShift = 62;

    /// <summary>Finds the fraction that is the scalar.</summary>
    internal static HalfSizedFraction Of(in Scalar scalar)
    {
        // What holds throughout: either remainder is its factor times k modulo L, but for the sign, which is plus for the one and
        // minus for the other; and larger · factorOfSmaller + smaller · factorOfLarger = L. As long as the smaller remainder
        // reaches 2^127 no factor exceeds L / 2^127, and in the end the larger one still does.
        Remainder larger = new(Scalar.Order);
        Remainder smaller = new(scalar);
        UInt128 factorOfLarger = 0;
        UInt128 factorOfSmaller = 1;
        int sign = 1;
        while (!smaller.IsHalfSized)
        {
            ulong quotient = larger.QuotientAtMost(smaller);
            if (quotient != 0)
            {
                larger.Subtract(quotient, smaller);
                factorOfLarger += Product(quotient, factorOfSmaller);
            }
            else
            {
                // No hash is like that, but the quotient may be too large for a word. As the larger remainder has at most 253 bits
                // and the smaller one 128 or more, that many bits up the quotient is a word.
                Remainder multiple = smaller.ShiftedLeft(FarShift);
                quotient = larger.QuotientAtMost(multiple);
                larger.Subtract(quotient, multiple);
                factorOfLarger += Product(quotient, factorOfSmaller << FarShift);
            }

            if (larger.IsBelow(smaller))
            {
                (larger, smaller) = (smaller, larger);
                (factorOfLarger, factorOfSmaller) = (factorOfSmaller, factorOfLarger);
                sign = -sign;
            }
        }

        return new(smaller.Low, factorOfSmaller, sign);
    }

    private static UInt128 Product(ulong quotient, UInt128 factor) =>
        unchecked(Math.BigMul(quotient, (ulong)factor) + new UInt128(quotient * (ulong)(factor >> 64), 0));

    private struct Remainder(in Scalar scalar)
    {
        private ulong _w0 = scalar.Word(0);
        private ulong _w1 = scalar.Word(1);
        private ulong _w2 = scalar.Word(2);
        private ulong _w3 = scalar.Word(3);

        internal readonly bool IsHalfSized => (_w3 | _w2 | (_w1 >> 63)) == 0;

        internal readonly UInt128 Low => new(_w1, _w0);

        /// <summary>
        /// How often a remainder that is not larger goes into this one, or somewhat less, but at least once; zero if that may be
        /// more than a word holds.
        /// </summary>
        internal readonly ulong QuotientAtMost(in Remainder divisor)
        {
            // The highest 64 bits of this one, from its first one on, and what the other has at their places.
            ulong dividend = _w1;
            ulong part = divisor._w1;
            if (_w3 != 0)
            {
                int zeros = BitOperations.LeadingZeroCount(_w3);
                dividend = Upper(_w3, _w2, zeros);
                part = Upper(divisor._w3, divisor._w2, zeros);
            }
            else if (_w2 != 0)
            {
                int zeros = BitOperations.LeadingZeroCount(_w2);
                dividend = Upper(_w2, _w1, zeros);
                part = Upper(divisor._w2, divisor._w1, zeros);
            }

            // The divisor's bits that are left out count less than one of its part.
            return part == 0 ? 0
                : part == ulong.MaxValue ? 1
                : Math.Max(1, dividend / (part + 1));
        }

        internal readonly Remainder ShiftedLeft(int bits) => new()
        {
            _w0 = _w0 << bits,
            _w1 = (_w1 << bits) | (_w0 >> (64 - bits)),
            _w2 = (_w2 << bits) | (_w1 >> (64 - bits)),
            _w3 = (_w3 << bits) | (_w2 >> (64 - bits)),
        };

        internal readonly bool IsBelow(in Remainder other) =>
            _w3 != other._w3 ? _w3 < other._w3
            : _w2 != other._w2 ? _w2 < other._w2
            : _w1 != other._w1 ? _w1 < other._w1
            : _w0 < other._w0;

        internal void Subtract(ulong quotient, in Remainder divisor)
        {
            unchecked
            {
                UInt128 product = Math.BigMul(quotient, divisor._w0);
                ulong borrow = _w0 < (ulong)product ? 1UL : 0;
                _w0 -= (ulong)product;
                product = Math.BigMul(quotient, divisor._w1) + (product >> 64) + borrow;
                borrow = _w1 < (ulong)product ? 1UL : 0;
                _w1 -= (ulong)product;
                product = Math.BigMul(quotient, divisor._w2) + (product >> 64) + borrow;
                borrow = _w2 < (ulong)product ? 1UL : 0;
                _w2 -= (ulong)product;
                _w3 -= (quotient * divisor._w3) + (ulong)(product >> 64) + borrow;
            }
        }

        private static ulong Upper(ulong high, ulong low, int zeros) => (high << zeros) | ((low >> 1) >> (63 - zeros));
    }
}
