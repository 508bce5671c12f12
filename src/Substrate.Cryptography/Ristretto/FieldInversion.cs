using System.Numerics;

namespace Substrate.Cryptography.Ristretto;

/// <summary>1/x modulo p, for public data only: the time depends on the value.</summary>
/// <remarks>
/// Reference: D. J. Bernstein, B.-Y. Yang, "Fast constant-time gcd computation and modular inversion", 2019, in the variable-time form
/// of P. Wuille, "The safegcd implementation in libsecp256k1 explained". Parameters: numbers as five signed limbs of 62 bits; 62
/// division steps at a time on the lowest limbs, whose effect is then one matrix for the whole numbers.
/// </remarks>
internal ref struct FieldInversion
{
    private const int Limbs = 5;
    private const int Bits = 62;
    private const long Mask = (1L << Bits) - 1;

    // p = −19 + 128 · 2^248, and 1/p modulo 2^62.
    private const long LowestOfP = -19;
    private const long HighestOfP = 128;
    private const long InverseOfP = 0x39435e50d79435e5;

    // The matrix (u v; q r) of the last steps, times 2^62.
    private long _u;
    private long _v;
    private long _q;
    private long _r;
    private long _eta;

    /// <summary>The inverse; zero for zero.</summary>
    internal static FieldElement Invert(in FieldElement value)
    {
        Span<long> f = [LowestOfP, 0, 0, 0, HighestOfP];
        Span<long> g = stackalloc long[Limbs];
        Span<long> d = [0, 0, 0, 0, 0];
        Span<long> e = [1, 0, 0, 0, 0];
        Read(value, g);

        // What holds throughout: f = d · value and g = e · value modulo p. In the end g is 0 and f is 1 or −1.
        FieldInversion steps = new() { _eta = -1 };
        while (g.ContainsAnyExcept(0))
        {
            steps.Take(f[0], g[0]);
            steps.Apply(f, g);
            steps.ApplyModulo(d, e);
            if (f.Length > 1 && f[^1] is 0 or -1 && g[^1] is 0 or -1)
            {
                f[^2] |= f[^1] << Bits;
                g[^2] |= g[^1] << Bits;
                f = f[..^1];
                g = g[..^1];
            }
        }

        FieldElement inverse = Element(d);
        return f[^1] < 0 ? -inverse : inverse;
    }

    /// <summary>Takes 62 division steps that depend on the lowest bits of f and g alone.</summary>
    private void Take(long lowestOfF, long lowestOfG)
    {
        unchecked
        {
            ulong u = 1, v = 0, q = 0, r = 1;
            ulong f = (ulong)lowestOfF, g = (ulong)lowestOfG;
            long eta = _eta;
            int left = Bits;
            while (true)
            {
                int zeros = BitOperations.TrailingZeroCount(g | (ulong.MaxValue << left));
                g >>= zeros;
                u <<= zeros;
                v <<= zeros;
                eta -= zeros;
                left -= zeros;
                if (left == 0)
                {
                    break;
                }

                if (eta < 0)
                {
                    eta = -eta;
                    (f, g) = (g, 0 - f);
                    (u, q) = (q, 0 - u);
                    (v, r) = (r, 0 - v);
                }

                // The multiple of f that clears up to four of the lowest bits of g at once.
                int limit = (int)Math.Min(Math.Min(eta + 1, left), 4);
                ulong multiple = ((0 - (f + (((f + 1) & 4) << 1))) * g) & ((1UL << limit) - 1);
                g += f * multiple;
                q += u * multiple;
                r += v * multiple;
            }

            (_u, _v, _q, _r, _eta) = ((long)u, (long)v, (long)q, (long)r, eta);
        }
    }

    /// <summary>(f, g) becomes the matrix times (f, g), which 2^62 divides.</summary>
    private readonly void Apply(Span<long> f, Span<long> g)
    {
        unchecked
        {
            Int128 ofF = Product(_u, f[0]) + Product(_v, g[0]);
            Int128 ofG = Product(_q, f[0]) + Product(_r, g[0]);
            for (int index = 1; index < f.Length; index++)
            {
                ofF = (ofF >> Bits) + Product(_u, f[index]) + Product(_v, g[index]);
                ofG = (ofG >> Bits) + Product(_q, f[index]) + Product(_r, g[index]);
                f[index - 1] = (long)ofF & Mask;
                g[index - 1] = (long)ofG & Mask;
            }

            f[^1] = (long)(ofF >> Bits);
            g[^1] = (long)(ofG >> Bits);
        }
    }

    /// <summary>(d, e) becomes the matrix times (d, e), made divisible by 2^62 with multiples of p; both stay between −2p and p.</summary>
    private readonly void ApplyModulo(Span<long> d, Span<long> e)
    {
        unchecked
        {
            // p is added for each of d and e that is negative, and then what makes the lowest limb zero.
            long signOfD = d[4] >> 63;
            long signOfE = e[4] >> 63;
            long timesForD = (_u & signOfD) + (_v & signOfE);
            long timesForE = (_q & signOfD) + (_r & signOfE);
            Int128 ofD = Product(_u, d[0]) + Product(_v, e[0]);
            Int128 ofE = Product(_q, d[0]) + Product(_r, e[0]);
            timesForD -= ((InverseOfP * (long)ofD) + timesForD) & Mask;
            timesForE -= ((InverseOfP * (long)ofE) + timesForE) & Mask;
            ofD += Product(LowestOfP, timesForD);
            ofE += Product(LowestOfP, timesForE);
            for (int index = 1; index < Limbs; index++)
            {
                ofD = (ofD >> Bits) + Product(_u, d[index]) + Product(_v, e[index]);
                ofE = (ofE >> Bits) + Product(_q, d[index]) + Product(_r, e[index]);
                if (index == Limbs - 1)
                {
                    ofD += Product(HighestOfP, timesForD);
                    ofE += Product(HighestOfP, timesForE);
                }

                d[index - 1] = (long)ofD & Mask;
                e[index - 1] = (long)ofE & Mask;
            }

            d[4] = (long)(ofD >> Bits);
            e[4] = (long)(ofE >> Bits);
        }
    }

    private static Int128 Product(long left, long right)
    {
        long high = Math.BigMul(left, right, out long low);
        return new(unchecked((ulong)high), unchecked((ulong)low));
    }

    private static void Read(in FieldElement value, Span<long> limbs)
    {
        FieldElement least = value.Canonical();
        unchecked
        {
            limbs[0] = (long)(least.L0 | (least.L1 << 51)) & Mask;
            limbs[1] = (long)((least.L1 >> 11) | (least.L2 << 40)) & Mask;
            limbs[2] = (long)((least.L2 >> 22) | (least.L3 << 29)) & Mask;
            limbs[3] = (long)((least.L3 >> 33) | (least.L4 << 18)) & Mask;
            limbs[4] = (long)(least.L4 >> 44);
        }
    }

    private static FieldElement Element(ReadOnlySpan<long> limbs)
    {
        const ulong Mask51 = (1UL << 51) - 1;
        unchecked
        {
            ulong l0 = (ulong)limbs[0], l1 = (ulong)limbs[1], l2 = (ulong)limbs[2], l3 = (ulong)limbs[3];
            FieldElement low = new(
                l0 & Mask51, ((l0 >> 51) | (l1 << 11)) & Mask51, ((l1 >> 40) | (l2 << 22)) & Mask51, ((l2 >> 29) | (l3 << 33)) & Mask51, l3 >> 18);
            FieldElement high = new(0, 0, 0, 0, (ulong)Math.Abs(limbs[4]) << 44);
            return limbs[4] < 0 ? low - high : low + high;
        }
    }
}
