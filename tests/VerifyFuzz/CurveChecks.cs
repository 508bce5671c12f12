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

        // The same addend by way of a table's form.
        PackedPoint[] packed = new PackedPoint[2];
        PackedPoint.Pack([right.Shifted(input.Byte())], packed);
        TPoint.Unpack(in packed[0], out TAddend unpacked);
        TPoint again = TPoint.From(left.Shifted(input.Byte()));
        again.Add(in unpacked, 1);
        Equal(again, expected, "sum with an unpacked point");

        sum.Add(in addend, -1);
        MismatchException.Unless(Ristretto255.TrySubtract(new byte[32], left.Encoding, expected), "validity of a negative");
        Equal(sum, expected, "what was added, minus the sum");
        sum.Add(in addend, 1);
        MismatchException.Unless(Ristretto255.TrySubtract(right.Encoding, left.Encoding, expected), "validity of a difference's points");
        Equal(sum, expected, "difference");

        int times = 1 + (input.Byte() % 3);
        sum.Double(times);
        for (int time = 0; time < times; time++)
        {
            MismatchException.Unless(Ristretto255.TryAdd(expected, expected, expected), "validity of a difference");
        }

        Equal(sum, expected, "double");
    }

    /// <summary>Whether sB − kA is R, where it is and where it is not, for two scalars k.</summary>
    internal void Equations(ref FuzzInput input)
    {
        SamplePoint key = input.Of(SamplePoint.All);
        SamplePoint minusKey = SamplePoint.Minus(key);
        (Scalar s, byte[] ofBase) = ScalarOf(ref input);
        (Scalar k, byte[] ofKey) = ScalarOf(ref input);
        (Scalar other, byte[] ofKeyToo) = ScalarOf(ref input);
        byte[] left = Expected(ofBase, ofKey, minusKey);
        byte[] right = (input.Byte() % 4) switch
        {
            0 => input.Of(SamplePoint.All).Encoding,
            1 => Expected(ofBase, ofKeyToo, minusKey),
            _ => left,
        };
        SamplePoint commitment = new(right);
        SignatureEquation<TPoint, TAddend> equation = new(minusKey.Shifted(input.Byte()), commitment.Shifted(input.Byte()));
        MismatchException.Unless(equation.Holds(s, k) == left.AsSpan().SequenceEqual(right), "equation");
        MismatchException.Unless(equation.Holds(s, other) == Expected(ofBase, ofKeyToo, minusKey).AsSpan().SequenceEqual(right), "second equation");
    }

    /// <summary>Decoding of two strings at once, beside decoding of one.</summary>
    internal void Encodings(ref FuzzInput input)
    {
        byte[] first = input.Bytes32(EncodingChecks.Strings);
        byte[] second = input.Bytes32(EncodingChecks.Strings);
        bool areValid = RistrettoEncoding.TryDecode(first, out EdwardsPoint one) & RistrettoEncoding.TryDecode(second, out EdwardsPoint other);
        bool both = RistrettoEncoding.TryDecode<TPoint, TAddend>(first, second, out EdwardsPoint oneOfBoth, out EdwardsPoint otherOfBoth);
        MismatchException.Unless(both == areValid, "validity of two encodings");
        if (both)
        {
            MismatchException.Unless(IsSame(one, oneOfBoth) && IsSame(other, otherOfBoth), "two decoded points");
        }

        static bool IsSame(in EdwardsPoint left, in EdwardsPoint right) =>
            (left.X - right.X).IsZero && (left.Y - right.Y).IsZero && (left.Z - right.Z).IsZero && (left.T - right.T).IsZero;
    }

    /// <summary>sB + kP with tables of every width.</summary>
    internal void TableMultiplications(ref FuzzInput input)
    {
        SamplePoint point = input.Of(SamplePoint.All);
        (Scalar s, byte[] ofBase) = ScalarOf(ref input);
        (Scalar k, byte[] ofPoint) = ScalarOf(ref input);
        WindowTable<TPoint, TAddend> baseTable = Tables(SamplePoint.Base)[input.Byte() % Widths.Length];
        WindowTable<TPoint, TAddend> table = Tables(point)[input.Byte() % Widths.Length];
        Span<sbyte> digitsOfS = stackalloc sbyte[WindowTable<TPoint, TAddend>.MaximumWindows];
        Span<sbyte> digitsOfK = stackalloc sbyte[WindowTable<TPoint, TAddend>.MaximumWindows];
        baseTable.Prepare(s, digitsOfS);
        table.Prepare(k, digitsOfK);
        EdwardsPoint result = WindowTable<TPoint, TAddend>.Sum(baseTable, digitsOfS, table, digitsOfK);
        Equal(result, Expected(ofBase, ofPoint, point), "multiplication with tables");

        // From k to another scalar, as for a second message.
        (Scalar other, ofPoint) = ScalarOf(ref input);
        result = Tables(point)[input.Byte() % Widths.Length].Add(result, other - k);
        Equal(result, Expected(ofBase, ofPoint, point), "sum with a multiple from a table");
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
