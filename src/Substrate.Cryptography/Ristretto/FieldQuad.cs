using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Substrate.Cryptography.Ristretto;

/// <summary>Four integers modulo p = 2^255 − 19 side by side in AVX2 registers, for public data only.</summary>
/// <remarks>
/// Reference: H. de Valence, "Accelerating Edwards curve arithmetic with parallel formulas", 2018 (curve25519-dalek's AVX2 backend),
/// but with signed limbs, so that sums and differences cost nothing but themselves. Parameters: ten limbs of 26 and 25 bits in
/// turn, limb i counting 2^⌈25.5 i⌉; each of the five vectors has one 64-bit lane for each number, with an even limb in its lower
/// half and the odd one after it in its upper half. Products have limbs of absolute value up to 2^25 and 2^24 (and 2^17 more);
/// a right factor takes three times that, a left factor four times that.
/// </remarks>
[InlineArray(Vectors)]
internal struct FieldQuad
{
    internal const int Vectors = 5;

    private const int Size = 32;
    private const int EvenBits = 26;
    private const int OddBits = 25;

    private Vector256<int> _first;

    /// <summary>Takes four numbers; each limb of 51 bits is two of ours, and a multiplication by one brings them to their bounds.</summary>
    internal FieldQuad(in FieldElement a, in FieldElement b, in FieldElement c, in FieldElement d)
    {
        this[0] = Split(a.L0, b.L0, c.L0, d.L0);
        this[1] = Split(a.L1, b.L1, c.L1, d.L1);
        this[2] = Split(a.L2, b.L2, c.L2, d.L2);
        this[3] = Split(a.L3, b.L3, c.L3, d.L3);
        this[4] = Split(a.L4, b.L4, c.L4, d.L4);
        FieldQuad one = default;
        one[0] = Vector256.Create(1L).AsInt32();
        Multiply(this, one, out this);
    }

    /// <summary>The number in one of the four lanes.</summary>
    internal readonly FieldElement Lane(int lane)
    {
        // 2p keeps every limb positive.
        const long TwoP = (1L << 52) - 2;
        return new FieldElement(Limb(this[0], TwoP - 36), Limb(this[1], TwoP), Limb(this[2], TwoP), Limb(this[3], TwoP), Limb(this[4], TwoP))
            - FieldElement.Zero;

        ulong Limb(Vector256<int> pairs, long bias) =>
            unchecked((ulong)(bias + pairs[2 * lane] + ((long)pairs[(2 * lane) + 1] << EvenBits)));
    }

    /// <summary>
    /// Takes three numbers of 255 bits into the lanes 0, 1 and 3, and 2 into lane 2. Fit to be a right factor.
    /// </summary>
    /// <param name="words">The lowest words of the three, then the next ones; one word more than there is is read and not used.</param>
    /// <param name="stride">The number of words from those of one value to those of the next.</param>
    /// <param name="quad">The result.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Unpack(ref readonly ulong words, nuint stride, out FieldQuad quad)
    {
        ref ulong origin = ref Unsafe.AsRef(in words);
        Vector256<ulong> w0 = Avx2.Permute4x64(Vector256.LoadUnsafe(ref origin), 0b10_10_01_00);
        Vector256<ulong> w1 = Avx2.Permute4x64(Vector256.LoadUnsafe(ref origin, stride), 0b10_10_01_00);
        Vector256<ulong> w2 = Avx2.Permute4x64(Vector256.LoadUnsafe(ref origin, 2 * stride), 0b10_10_01_00);
        Vector256<ulong> w3 = Avx2.Permute4x64(Vector256.LoadUnsafe(ref origin, 3 * stride), 0b10_10_01_00);
        Unsafe.SkipInit(out quad);
        quad[0] = Avx2.Blend(Halves(w0), Vector256.Create(2L).AsInt32(), 0b00_11_00_00);
        quad[1] = Avx2.Blend(Halves(Avx2.Or(Avx2.ShiftRightLogical(w0, 51), Avx2.ShiftLeftLogical(w1, 13))), default, 0b00_11_00_00);
        quad[2] = Avx2.Blend(Halves(Avx2.Or(Avx2.ShiftRightLogical(w1, 38), Avx2.ShiftLeftLogical(w2, 26))), default, 0b00_11_00_00);
        quad[3] = Avx2.Blend(Halves(Avx2.Or(Avx2.ShiftRightLogical(w2, 25), Avx2.ShiftLeftLogical(w3, 39))), default, 0b00_11_00_00);
        quad[4] = Avx2.Blend(Halves(Avx2.ShiftRightLogical(w3, 12)), default, 0b00_11_00_00);

        static Vector256<int> Halves(Vector256<ulong> limbs)
        {
            Vector256<ulong> even = Avx2.And(limbs, Vector256.Create((1UL << EvenBits) - 1));
            Vector256<ulong> odd = Avx2.And(Avx2.ShiftLeftLogical(limbs, 32 - EvenBits), Vector256.Create(((1UL << OddBits) - 1) << 32));
            return Avx2.Or(even, odd).AsInt32();
        }
    }

    /// <summary>Multiplies lane by lane. The result may be one of the factors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    internal static void Multiply(in FieldQuad left, in FieldQuad right, out FieldQuad product)
    {
        // Right limbs 0 to 9 stand at 9 to 18. What would count 2^255 or more stands below, times 19. Seen from 9 − i, the k-th of
        // them is what left limb i is multiplied with for limb k of the product.
        Unsafe.SkipInit(out Limbs limbs);
        ref Vector256<int> origin = ref limbs.Aligned();
        Vector256<int> nineteen = Vector256.Create(19);
        Spread(right[0], nineteen, ref Unsafe.Add(ref origin, 9), ref origin);
        Spread(right[1], nineteen, ref Unsafe.Add(ref origin, 11), ref Unsafe.Add(ref origin, 2));
        Spread(right[2], nineteen, ref Unsafe.Add(ref origin, 13), ref Unsafe.Add(ref origin, 4));
        Spread(right[3], nineteen, ref Unsafe.Add(ref origin, 15), ref Unsafe.Add(ref origin, 6));
        Spread(right[4], nineteen, ref Unsafe.Add(ref origin, 17), ref Unsafe.Add(ref origin, 8));

        Vector256<long> c0 = default, c1 = default, c2 = default, c3 = default, c4 = default;
        Vector256<long> c5 = default, c6 = default, c7 = default, c8 = default, c9 = default;
        ref Vector256<int> row = ref Unsafe.Add(ref origin, 9);
        for (nint index = 0; index < Vectors; index++)
        {
            Vector256<int> even = Unsafe.Add(ref Unsafe.AsRef(in left._first), index);
            Vector256<int> odd = Upper(even);

            // Two odd limbs count half a bit more each than their places say.
            Vector256<int> twice = Twice(odd);

            c0 = Avx2.Add(c0, Avx2.Multiply(even, Unsafe.Add(ref row, 0)));
            c1 = Avx2.Add(c1, Avx2.Multiply(even, Unsafe.Add(ref row, 1)));
            c2 = Avx2.Add(c2, Avx2.Multiply(even, Unsafe.Add(ref row, 2)));
            c3 = Avx2.Add(c3, Avx2.Multiply(even, Unsafe.Add(ref row, 3)));
            c4 = Avx2.Add(c4, Avx2.Multiply(even, Unsafe.Add(ref row, 4)));
            c5 = Avx2.Add(c5, Avx2.Multiply(even, Unsafe.Add(ref row, 5)));
            c6 = Avx2.Add(c6, Avx2.Multiply(even, Unsafe.Add(ref row, 6)));
            c7 = Avx2.Add(c7, Avx2.Multiply(even, Unsafe.Add(ref row, 7)));
            c8 = Avx2.Add(c8, Avx2.Multiply(even, Unsafe.Add(ref row, 8)));
            c9 = Avx2.Add(c9, Avx2.Multiply(even, Unsafe.Add(ref row, 9)));

            row = ref Unsafe.Subtract(ref row, 1);
            c0 = Avx2.Add(c0, Avx2.Multiply(twice, Unsafe.Add(ref row, 0)));
            c1 = Avx2.Add(c1, Avx2.Multiply(odd, Unsafe.Add(ref row, 1)));
            c2 = Avx2.Add(c2, Avx2.Multiply(twice, Unsafe.Add(ref row, 2)));
            c3 = Avx2.Add(c3, Avx2.Multiply(odd, Unsafe.Add(ref row, 3)));
            c4 = Avx2.Add(c4, Avx2.Multiply(twice, Unsafe.Add(ref row, 4)));
            c5 = Avx2.Add(c5, Avx2.Multiply(odd, Unsafe.Add(ref row, 5)));
            c6 = Avx2.Add(c6, Avx2.Multiply(twice, Unsafe.Add(ref row, 6)));
            c7 = Avx2.Add(c7, Avx2.Multiply(odd, Unsafe.Add(ref row, 7)));
            c8 = Avx2.Add(c8, Avx2.Multiply(twice, Unsafe.Add(ref row, 8)));
            c9 = Avx2.Add(c9, Avx2.Multiply(odd, Unsafe.Add(ref row, 9)));

            row = ref Unsafe.Subtract(ref row, 1);
        }

        Carry(c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, out product);
    }

    /// <summary>Squares lane by lane. The result may be the argument.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Square(in FieldQuad value, out FieldQuad square)
    {
        Vector256<int> f0 = value[0], f2 = value[1], f4 = value[2], f6 = value[3], f8 = value[4];
        Vector256<int> f1 = Upper(f0), f3 = Upper(f2), f5 = Upper(f4), f7 = Upper(f6), f9 = Upper(f8);
        Vector256<int> nineteen = Vector256.Create(19);
        Vector256<int> f6By19 = Avx2.Multiply(f6, nineteen).AsInt32();
        Vector256<int> f8By19 = Avx2.Multiply(f8, nineteen).AsInt32();
        Vector256<int> f5By38 = Twice(Avx2.Multiply(f5, nineteen).AsInt32());
        Vector256<int> f7By38 = Twice(Avx2.Multiply(f7, nineteen).AsInt32());
        Vector256<int> f9By38 = Twice(Avx2.Multiply(f9, nineteen).AsInt32());

        Vector256<int> g = Twice(f0);
        Vector256<long> c0 = Avx2.Multiply(f0, f0);
        Vector256<long> c1 = Avx2.Multiply(g, f1);
        Vector256<long> c2 = Avx2.Multiply(g, f2);
        Vector256<long> c3 = Avx2.Multiply(g, f3);
        Vector256<long> c4 = Avx2.Multiply(g, f4);
        Vector256<long> c5 = Avx2.Multiply(g, f5);
        Vector256<long> c6 = Avx2.Multiply(g, f6);
        Vector256<long> c7 = Avx2.Multiply(g, f7);
        Vector256<long> c8 = Avx2.Multiply(g, f8);
        Vector256<long> c9 = Avx2.Multiply(g, f9);

        g = Twice(f1);
        c2 = Avx2.Add(c2, Avx2.Multiply(g, f1));
        c3 = Avx2.Add(c3, Avx2.Multiply(g, f2));
        c4 = Avx2.Add(c4, Avx2.Multiply(g, Twice(f3)));
        c5 = Avx2.Add(c5, Avx2.Multiply(g, f4));
        c6 = Avx2.Add(c6, Avx2.Multiply(g, Twice(f5)));
        c7 = Avx2.Add(c7, Avx2.Multiply(g, f6));
        c8 = Avx2.Add(c8, Avx2.Multiply(g, Twice(f7)));
        c9 = Avx2.Add(c9, Avx2.Multiply(g, f8));
        c0 = Avx2.Add(c0, Avx2.Multiply(g, f9By38));

        g = Twice(f2);
        c4 = Avx2.Add(c4, Avx2.Multiply(f2, f2));
        c5 = Avx2.Add(c5, Avx2.Multiply(g, f3));
        c6 = Avx2.Add(c6, Avx2.Multiply(g, f4));
        c7 = Avx2.Add(c7, Avx2.Multiply(g, f5));
        c8 = Avx2.Add(c8, Avx2.Multiply(g, f6));
        c9 = Avx2.Add(c9, Avx2.Multiply(g, f7));
        c0 = Avx2.Add(c0, Avx2.Multiply(g, f8By19));
        c1 = Avx2.Add(c1, Avx2.Multiply(f2, f9By38));

        g = Twice(f3);
        c6 = Avx2.Add(c6, Avx2.Multiply(g, f3));
        c7 = Avx2.Add(c7, Avx2.Multiply(g, f4));
        c8 = Avx2.Add(c8, Avx2.Multiply(g, Twice(f5)));
        c9 = Avx2.Add(c9, Avx2.Multiply(g, f6));
        c0 = Avx2.Add(c0, Avx2.Multiply(g, f7By38));
        c1 = Avx2.Add(c1, Avx2.Multiply(g, f8By19));
        c2 = Avx2.Add(c2, Avx2.Multiply(g, f9By38));

        g = Twice(f4);
        c8 = Avx2.Add(c8, Avx2.Multiply(f4, f4));
        c9 = Avx2.Add(c9, Avx2.Multiply(g, f5));
        c0 = Avx2.Add(c0, Avx2.Multiply(g, f6By19));
        c1 = Avx2.Add(c1, Avx2.Multiply(f4, f7By38));
        c2 = Avx2.Add(c2, Avx2.Multiply(g, f8By19));
        c3 = Avx2.Add(c3, Avx2.Multiply(f4, f9By38));

        g = Twice(f5);
        c0 = Avx2.Add(c0, Avx2.Multiply(f5, f5By38));
        c1 = Avx2.Add(c1, Avx2.Multiply(g, f6By19));
        c2 = Avx2.Add(c2, Avx2.Multiply(g, f7By38));
        c3 = Avx2.Add(c3, Avx2.Multiply(g, f8By19));
        c4 = Avx2.Add(c4, Avx2.Multiply(g, f9By38));

        c2 = Avx2.Add(c2, Avx2.Multiply(f6, f6By19));
        c3 = Avx2.Add(c3, Avx2.Multiply(f6, f7By38));
        c4 = Avx2.Add(c4, Avx2.Multiply(Twice(f6), f8By19));
        c5 = Avx2.Add(c5, Avx2.Multiply(f6, f9By38));

        g = Twice(f7);
        c4 = Avx2.Add(c4, Avx2.Multiply(f7, f7By38));
        c5 = Avx2.Add(c5, Avx2.Multiply(g, f8By19));
        c6 = Avx2.Add(c6, Avx2.Multiply(g, f9By38));

        c6 = Avx2.Add(c6, Avx2.Multiply(f8, f8By19));
        c7 = Avx2.Add(c7, Avx2.Multiply(f8, f9By38));
        c8 = Avx2.Add(c8, Avx2.Multiply(f9, f9By38));

        Carry(c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, out square);
    }

    /// <summary>The values to the power (p − 5) / 8 = 2^252 − 3.</summary>
    internal static void PowerOfRoot(in FieldQuad value, out FieldQuad power)
    {
        Square(value, 1, value, out FieldQuad x2);
        Square(x2, 2, x2, out FieldQuad x4);
        Square(x4, 1, value, out FieldQuad x5);
        Square(x5, 5, x5, out FieldQuad x10);
        Square(x10, 10, x10, out FieldQuad x20);
        Square(x20, 20, x20, out FieldQuad x40);
        Square(x40, 10, x10, out FieldQuad x50);
        Square(x50, 50, x50, out FieldQuad x100);
        Square(x100, 100, x100, out FieldQuad x200);
        Square(x200, 50, x50, out FieldQuad x250);
        Square(x250, 2, value, out power);
    }

    /// <summary>Squares lane by lane, so many times, and multiplies by a factor.</summary>
    private static void Square(FieldQuad value, int times, in FieldQuad factor, out FieldQuad product)
    {
        for (int time = 0; time < times; time++)
        {
            Square(value, out value);
        }

        Multiply(value, factor, out product);
    }

    /// <summary>Brings ten sums of products, each of absolute value below 2^62, back to limbs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Carry(
        Vector256<long> c0, Vector256<long> c1, Vector256<long> c2, Vector256<long> c3, Vector256<long> c4,
        Vector256<long> c5, Vector256<long> c6, Vector256<long> c7, Vector256<long> c8, Vector256<long> c9, out FieldQuad result)
    {
        // A multiple of p with limbs of about 2^62 makes every sum positive; half a limb more, taken off at the end, makes the
        // limbs lie around zero.
        c0 = Avx2.Add(c0, Vector256.Create(0x4000000005ff67ed));
        c1 = Avx2.Add(c1, Vector256.Create(0x4000000002ff67ff));
        c2 = Avx2.Add(c2, Vector256.Create(0x4000000005fff7ff));
        c3 = Avx2.Add(c3, Vector256.Create(0x4000000002fff7ff));
        c4 = Avx2.Add(c4, Vector256.Create(0x4000000005fff7ff));
        c5 = Avx2.Add(c5, Vector256.Create(0x4000000002fff7ff));
        c6 = Avx2.Add(c6, Vector256.Create(0x4000000005fff7ff));
        c7 = Avx2.Add(c7, Vector256.Create(0x4000000002fff7ff));
        c8 = Avx2.Add(c8, Vector256.Create(0x4000000005fff7ff));
        c9 = Avx2.Add(c9, Vector256.Create(0x4000000002fff7ff));

        // Two chains at once, from 0 to 5 and from 4 round to 1.
        Carry(ref c0, ref c1, EvenBits);
        Carry(ref c4, ref c5, EvenBits);
        Carry(ref c1, ref c2, OddBits);
        Carry(ref c5, ref c6, OddBits);
        Carry(ref c2, ref c3, EvenBits);
        Carry(ref c6, ref c7, EvenBits);
        Carry(ref c3, ref c4, OddBits);
        Carry(ref c7, ref c8, OddBits);
        Carry(ref c4, ref c5, EvenBits);
        Carry(ref c8, ref c9, EvenBits);
        Vector256<long> over = Avx2.ShiftRightLogical(c9, OddBits);
        c9 = Avx2.And(c9, Vector256.Create((1L << OddBits) - 1));
        over = Avx2.Add(Avx2.Add(over, Avx2.ShiftLeftLogical(over, 1)), Avx2.ShiftLeftLogical(over, 4));
        c0 = Avx2.Add(c0, over);
        Carry(ref c0, ref c1, EvenBits);

        Unsafe.SkipInit(out result);
        result[0] = Pack(c0, c1);
        result[1] = Pack(c2, c3);
        result[2] = Pack(c4, c5);
        result[3] = Pack(c6, c7);
        result[4] = Pack(c8, c9);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Carry(ref Vector256<long> limb, ref Vector256<long> next, [ConstantExpected] byte bits)
    {
        next = Avx2.Add(next, Avx2.ShiftRightLogical(limb, bits));
        limb = Avx2.And(limb, Vector256.Create((1L << bits) - 1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Pack(Vector256<long> even, Vector256<long> odd) => Avx2.Subtract(
        Avx2.Or(even, Avx2.ShiftLeftLogical(odd, 32)).AsInt32(),
        Vector256.Create((1L << (EvenBits - 1)) | (1L << (OddBits - 1 + 32))).AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Upper(Vector256<int> pair) => Avx2.ShiftRightLogical(pair.AsInt64(), 32).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Twice(Vector256<int> limb) => Avx2.Add(limb, limb);

    private static Vector256<int> Split(ulong a, ulong b, ulong c, ulong d)
    {
        return Vector256.Create(Halves(a), Halves(b), Halves(c), Halves(d)).AsInt32();

        static ulong Halves(ulong limb) => (limb & ((1UL << EvenBits) - 1)) | (limb >> EvenBits << 32);
    }

    /// <summary>Stores a pair of right limbs, and 19 times them one place before their own and at it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Spread(Vector256<int> pair, Vector256<int> nineteen, ref Vector256<int> plain, ref Vector256<int> wrapped)
    {
        Vector256<int> odd = Upper(pair);
        plain = pair;
        Unsafe.Add(ref plain, 1) = odd;
        Unsafe.Subtract(ref wrapped, 1) = Avx2.Multiply(pair, nineteen).AsInt32();
        wrapped = Avx2.Multiply(odd, nineteen).AsInt32();
    }

    /// <summary>Room for 19 limbs and one that is never read, from a multiple of 32 bytes on.</summary>
    [InlineArray(21)]
    private struct Limbs
    {
        private Vector256<int> _first;

        [UnscopedRef]
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal unsafe ref Vector256<int> Aligned()
        {
            // It lies on the stack, which does not move.
            nint over = (nint)Unsafe.AsPointer(ref _first) & (Size - 1);
            return ref Unsafe.AddByteOffset(ref _first, (2 * Size) - over);
        }
    }
}
