using System.Runtime.CompilerServices;
using Substrate.Cryptography.Native;
using Substrate.Cryptography.Ristretto;

namespace VerifyFuzz;

/// <summary>One of the curve arithmetics against libsodium.</summary>
internal sealed class CurveChecks<TPoint, TAddend>
    where TPoint : struct, ICurvePoint<TPoint, TAddend>
    where TAddend : struct
{
    private static readonly int[] Widths = [4, 5, 6, 7, 8];

    private readonly ConditionalWeakTable<SamplePoint, WindowTable<TPoint, TAddend>[]> _tables = [];

    /// <summary>Sums and differences of points that are written in every way there is.</summary>
    internal void Sums(ref FuzzInput input)
    {
        SamplePoint left = input.Of(SamplePoint.All);
        SamplePoint right = input.Of(SamplePoint.All);
        byte[] expected = new byte[32];

        TPoint sum = TPoint.From(left.Shifted(input.Byte()));
        TAddend addend = TPoint.From(right.Shifted(input.Byte())).ToAddend();
        sum.Add(in addend, 1);
        MismatchException.Unless(Ristretto255.TryAdd(left.Encoding, right.Encoding, expected), "validity of a sum's points");
        Equal(sum, expected, "sum");

        sum.Add(in addend, -1);
        MismatchException.Unless(Ristretto255.TrySubtract(new byte[32], left.Encoding, expected), "validity of a negative");
        Equal(sum, expected, "what was added, minus the sum");
        sum.Add(in addend, 1);
        MismatchException.Unless(Ristretto255.TrySubtract(right.Encoding, left.Encoding, expected), "validity of a difference's points");
        Equal(sum, expected, "difference");

        sum.Double();
        MismatchException.Unless(Ristretto255.TryAdd(expected, expected, expected), "validity of a difference");
        Equal(sum, expected, "double");
    }

    /// <summary>sB + kP without tables.</summary>
    internal void DoubleMultiplications(ref FuzzInput input)
    {
        SamplePoint point = input.Of(SamplePoint.All);
        (Scalar s, byte[] ofBase) = ScalarOf(ref input);
        (Scalar k, byte[] ofPoint) = ScalarOf(ref input);
        EdwardsPoint result = DoubleMultiplication<TPoint, TAddend>.Multiply(s, k, point.Shifted(input.Byte()));
        Equal(result, Expected(ofBase, ofPoint, point), "double multiplication");
    }

    /// <summary>sB + kP with tables of every width.</summary>
    internal void TableMultiplications(ref FuzzInput input)
    {
        SamplePoint point = input.Of(SamplePoint.All);
        (Scalar s, byte[] ofBase) = ScalarOf(ref input);
        (Scalar k, byte[] ofPoint) = ScalarOf(ref input);
        EdwardsPoint result = WindowTable<TPoint, TAddend>.Sum(
            Tables(SamplePoint.Base)[input.Byte() % Widths.Length], s, Tables(point)[input.Byte() % Widths.Length], k);
        Equal(result, Expected(ofBase, ofPoint, point), "multiplication with tables");
    }

    private WindowTable<TPoint, TAddend>[] Tables(SamplePoint point) =>
        _tables.GetValue(point, static point => [.. Widths.Select(width => new WindowTable<TPoint, TAddend>(point.Shifted(3), width))]);

    private static (Scalar Scalar, byte[] Bytes) ScalarOf(ref FuzzInput input)
    {
        byte[] bytes = input.Bytes32(Special.Numbers);
        if (!ScalarChecks.TryRead(bytes, out Scalar scalar))
        {
            Ristretto255.Reduce([.. bytes, .. new byte[32]], bytes);
            MismatchException.Unless(ScalarChecks.TryRead(bytes, out scalar), "reduced scalar");
        }

        return (scalar, bytes);
    }

    private static byte[] Expected(byte[] ofBase, byte[] ofPoint, SamplePoint point)
    {
        // libsodium says no where a product is the identity; the bytes of the identity are zeros.
        byte[] left = new byte[32];
        byte[] right = new byte[32];
        byte[] sum = new byte[32];
        if (!Ristretto255.TryMultiplyBase(ofBase, left))
        {
            left.AsSpan().Clear();
        }

        if (!Ristretto255.TryMultiply(ofPoint, point.Encoding, right))
        {
            right.AsSpan().Clear();
        }

        MismatchException.Unless(Ristretto255.TryAdd(left, right, sum), "validity of products");
        return sum;
    }

    private static void Equal(in TPoint point, ReadOnlySpan<byte> expected, string what) => Equal(point.ToEdwards(), expected, what);

    private static void Equal(in EdwardsPoint result, ReadOnlySpan<byte> expected, string what)
    {
        Span<byte> encoding = stackalloc byte[32];
        RistrettoEncoding.Encode(result, encoding);
        MismatchException.Unless(encoding.SequenceEqual(expected), what);
        MismatchException.Unless(RistrettoEncoding.IsEncoding(expected, result), what + ": comparison");
        MismatchException.Unless((result.X * result.Y - result.Z * result.T).IsZero, what + ": T");
    }
}
