using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Substrate.Cryptography.Ristretto;

/// <summary>A point of the curve −x² + y² = 1 + dx²y² with its four coordinates in the lanes of AVX2 registers, for public data only.</summary>
/// <remarks>
/// Reference: Hisil, Wong, Carter, Dawson, "Twisted Edwards curves revisited", 2008, section 4 (four processors). Parameters:
/// lanes X, Y, Z, T. To be used only where <see cref="IsSupported"/>. Lanes are added and subtracted by letting one vector take
/// the sign, or nothing, of another.
/// </remarks>
internal struct VectorPoint : ICurvePoint<VectorPoint, FieldQuad>
{
    private const byte SwapPairs = 0b01_00_11_10;

    private static readonly FieldQuad AddendFactors = new(FieldElement.One, FieldElement.One, FieldElement.One + FieldElement.One, CurveConstants.TwoD);

    private FieldQuad _coordinates;

    internal static bool IsSupported => Avx2.IsSupported;

    public static VectorPoint From(in EdwardsPoint point) => new() { _coordinates = new(point.X, point.Y, point.Z, point.T) };

    public readonly EdwardsPoint ToEdwards() => new(_coordinates.Lane(0), _coordinates.Lane(1), _coordinates.Lane(2), _coordinates.Lane(3));

    /// <summary>The point made ready: Y − X, Y + X, 2Z, 2dT.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly FieldQuad ToAddend()
    {
        Differences(_coordinates, 1, out FieldQuad sums);
        FieldQuad.Multiply(sums, AddendFactors, out FieldQuad addend);
        return addend;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Unpack(ref readonly PackedPoint point, out FieldQuad addend) =>
        FieldQuad.Unpack(in PackedPoint.Origin(in point), PackedPoint.Numbers, out addend);

    public void Double(int times)
    {
        do
        {
            Double();
        }
        while (--times > 0);
    }

    public static void PowersOfRoot(ref FieldElement first, ref FieldElement second)
    {
        FieldQuad both = new(first, second, FieldElement.Zero, FieldElement.Zero);
        FieldQuad.PowerOfRoot(both, out both);
        first = both.Lane(0);
        second = both.Lane(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Double()
    {
        // X², Y², Z², (X + Y)²
        Unsafe.SkipInit(out FieldQuad work);
        for (int index = 0; index < FieldQuad.Vectors; index++)
        {
            Vector256<int> point = _coordinates[index];
            Vector256<int> sum = Avx2.Add(point, Avx2.Shuffle(point, SwapPairs));
            work[index] = Avx2.Blend(point, Avx2.Permute4x64(sum.AsInt64(), 0).AsInt32(), 0b11_00_00_00);
        }

        FieldQuad.Square(work, out work);

        // F = X² − Y² + 2Z², H = X² + Y², G = X² − Y², E = H − (X + Y)²: (F, H, F, H) · (E, G, G, E)
        Unsafe.SkipInit(out FieldQuad left);
        for (int index = 0; index < FieldQuad.Vectors; index++)
        {
            Vector256<long> squares = work[index].AsInt64();
            Vector256<int> x = Avx2.Permute4x64(squares, 0b00_00_00_00).AsInt32();
            Vector256<int> y = Avx2.Permute4x64(squares, 0b01_01_01_01).AsInt32();
            Vector256<int> z = Avx2.Permute4x64(squares, 0b10_10_10_10).AsInt32();
            Vector256<int> sum = Avx2.Permute4x64(squares, 0b11_11_11_11).AsInt32();
            Vector256<int> ofZ = Avx2.Sign(z, Lanes(1, 0, 1, 0));
            left[index] = Avx2.Add(Avx2.Add(x, Avx2.Sign(y, Lanes(-1, 1, -1, 1))), Avx2.Add(ofZ, ofZ));
            work[index] = Avx2.Add(Avx2.Add(x, Avx2.Sign(y, Lanes(1, -1, -1, 1))), Avx2.Sign(sum, Lanes(-1, 0, 0, -1)));
        }

        FieldQuad.Multiply(left, work, out _coordinates);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public void Add(ref readonly FieldQuad addend, int sign)
    {
        Differences(_coordinates, sign, out FieldQuad work);
        FieldQuad.Multiply(work, addend, out work);
        Arrange(work, out FieldQuad left, out FieldQuad right);
        FieldQuad.Multiply(left, right, out _coordinates);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void AddBoth(
        ref VectorPoint first, ref readonly FieldQuad toFirst, int signOfFirst,
        ref VectorPoint second, ref readonly FieldQuad toSecond, int signOfSecond)
    {
        Differences(first._coordinates, signOfFirst, out FieldQuad work);
        Differences(second._coordinates, signOfSecond, out FieldQuad other);
        FieldQuad.Multiply(work, toFirst, out work);
        FieldQuad.Multiply(other, toSecond, out other);
        Arrange(work, out FieldQuad left, out FieldQuad right);
        Arrange(other, out FieldQuad otherLeft, out FieldQuad otherRight);
        FieldQuad.Multiply(left, right, out first._coordinates);
        FieldQuad.Multiply(otherLeft, otherRight, out second._coordinates);
    }

    /// <summary>(Y − X, Y + X, Z, T), X and T having taken the sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Differences(in FieldQuad point, int sign, out FieldQuad result)
    {
        Unsafe.SkipInit(out result);
        Vector256<int> signs = Avx2.Blend(Vector256.Create(sign), Vector256<int>.One, 0b00_11_11_00);
        for (int index = 0; index < FieldQuad.Vectors; index++)
        {
            Vector256<int> lanes = Avx2.Sign(point[index], signs);
            Vector256<int> swapped = Avx2.Blend(Avx2.Shuffle(lanes, SwapPairs), lanes, 0b11_11_00_00);
            result[index] = Avx2.Add(swapped, Avx2.Sign(lanes, Lanes(-1, 1, 0, 0)));
        }
    }

    /// <summary>From the products A, B, D, C of an addition to the factors of its result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Arrange(in FieldQuad products, out FieldQuad left, out FieldQuad right)
    {
        // E = B − A, H = A + B, G = D + C, F = D − C: (E, H, G, E) · (F, G, F, H)
        Unsafe.SkipInit(out left);
        Unsafe.SkipInit(out right);
        for (int index = 0; index < FieldQuad.Vectors; index++)
        {
            Vector256<int> lanes = products[index];
            Vector256<int> sums = Avx2.Add(Avx2.Shuffle(lanes, SwapPairs), Avx2.Sign(lanes, Lanes(-1, 1, 1, -1)));
            left[index] = Avx2.Permute4x64(sums.AsInt64(), 0b00_10_01_00).AsInt32();
            right[index] = Avx2.Permute4x64(sums.AsInt64(), 0b01_11_10_11).AsInt32();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Lanes(int x, int y, int z, int t) => Vector256.Create(x, x, y, y, z, z, t, t);
}
