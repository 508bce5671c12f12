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
        Differences(_coordinates, out FieldQuad sums);
        FieldQuad.Multiply(sums, AddendFactors, out FieldQuad addend);
        return addend;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Double()
    {
        // X², Y², Z², (X + Y)²
        FieldQuad work = default;
        for (int index = 0; index < FieldQuad.Vectors; index++)
        {
            Vector256<int> point = _coordinates[index];
            Vector256<int> sum = Avx2.Add(point, Avx2.Shuffle(point, SwapPairs));
            work[index] = Avx2.Blend(point, Avx2.Permute4x64(sum.AsInt64(), 0).AsInt32(), 0b11_00_00_00);
        }

        FieldQuad.Square(work, out work);

        // F = X² − Y² + 2Z², H = X² + Y², G = X² − Y², E = H − (X + Y)²: (F, H, F, H) · (E, G, G, E)
        FieldQuad left = default;
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
    public void Add(ref readonly FieldQuad addend)
    {
        Differences(_coordinates, out FieldQuad work);
        FieldQuad.Multiply(work, addend, out work);
        Complete(ref work);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Subtract(ref readonly FieldQuad addend)
    {
        // Minus the point: Y + X, Y − X, 2Z, −2dT.
        FieldQuad minus = default;
        for (int index = 0; index < FieldQuad.Vectors; index++)
        {
            Vector256<int> swapped = Avx2.Permute4x64(addend[index].AsInt64(), 0b11_10_00_01).AsInt32();
            minus[index] = Avx2.Sign(swapped, Lanes(1, 1, 1, -1));
        }

        Differences(_coordinates, out FieldQuad work);
        FieldQuad.Multiply(work, minus, out work);
        Complete(ref work);
    }

    /// <summary>(Y − X, Y + X, Z, T)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Differences(in FieldQuad point, out FieldQuad result)
    {
        result = default;
        for (int index = 0; index < FieldQuad.Vectors; index++)
        {
            Vector256<int> lanes = point[index];
            Vector256<int> swapped = Avx2.Blend(Avx2.Shuffle(lanes, SwapPairs), lanes, 0b11_11_00_00);
            result[index] = Avx2.Add(swapped, Avx2.Sign(lanes, Lanes(-1, 1, 0, 0)));
        }
    }

    /// <summary>From the products A, B, D, C of an addition to the sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Complete(ref FieldQuad products)
    {
        // E = B − A, H = A + B, G = D + C, F = D − C: (E, H, G, E) · (F, G, F, H)
        FieldQuad left = default;
        for (int index = 0; index < FieldQuad.Vectors; index++)
        {
            Vector256<int> lanes = products[index];
            Vector256<int> sums = Avx2.Add(Avx2.Shuffle(lanes, SwapPairs), Avx2.Sign(lanes, Lanes(-1, 1, 1, -1)));
            left[index] = Avx2.Permute4x64(sums.AsInt64(), 0b00_10_01_00).AsInt32();
            products[index] = Avx2.Permute4x64(sums.AsInt64(), 0b01_11_10_11).AsInt32();
        }

        FieldQuad.Multiply(left, products, out _coordinates);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Lanes(int x, int y, int z, int t) => Vector256.Create(x, x, y, y, z, z, t, t);
}
