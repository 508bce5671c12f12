using System.Buffers.Binary;
using System.Numerics;
using Substrate.Cryptography.Native;
using Substrate.Cryptography.Ristretto;

namespace VerifyFuzz;

/// <summary>Scalars against libsodium, and their digits against the scalars.</summary>
internal static class ScalarChecks
{
    private static readonly int[] NonAdjacentWidths = [4, 5, 8];
    private static readonly int[] Widths = [4, 5, 6, 7, 8];

    internal static void Run(ref FuzzInput input)
    {
        byte[] low = input.Bytes32(Special.Numbers);
        byte[] high = input.Bytes32(Special.Numbers);
        byte[] expected = new byte[32];
        Ristretto255.Reduce([.. low, .. high], expected);
        Scalar reduced = Scalar.Reduce([.. low, .. high]);
        MismatchException.Unless(Bytes(reduced).AsSpan().SequenceEqual(expected), "reduction");

        bool canonical = TryRead(low, out Scalar scalar);
        MismatchException.Unless(canonical == Ristretto255.IsCanonicalScalar(low), "canonical scalar");
        Digits(reduced, Special.Number(expected));
        if (canonical)
        {
            Digits(scalar, Special.Number(low));
            BigInteger difference = Special.Modulo(Special.Number(low) - Special.Number(expected), Special.Order);
            MismatchException.Unless(Special.Number(Bytes(scalar - reduced)) == difference, "difference");
            Fraction(scalar, Special.Number(low));
        }

        Fraction(reduced, Special.Number(expected));

        // A scalar that is a fraction of numbers which are much shorter than half its length: one quotient is very large.
        BigInteger numerator = input.Word() >> (input.Byte() % 64);
        BigInteger denominator = 1 + (BigInteger)(input.Word() >> (input.Byte() % 64));
        BigInteger inverse = BigInteger.ModPow(denominator, Special.Order - 2, Special.Order);
        BigInteger fraction = Special.Modulo(numerator * inverse * (input.Byte() % 2 == 0 ? 1 : -1), Special.Order);
        MismatchException.Unless(TryRead(Special.Bytes(fraction), out scalar), "scalar that is a fraction");
        Fraction(scalar, fraction);
    }

    /// <summary>The short fraction that a scalar is, and a product with its denominator.</summary>
    private static void Fraction(in Scalar scalar, BigInteger expected)
    {
        HalfSizedFraction fraction = HalfSizedFraction.Of(scalar);
        BigInteger half = BigInteger.Pow(2, HalfSizedFraction.BitLength);
        MismatchException.Unless((BigInteger)fraction.Numerator < half && (BigInteger)fraction.Denominator < half && fraction.Denominator > 0, "size of a fraction");
        BigInteger product = expected * fraction.Denominator;
        MismatchException.Unless(Special.Modulo(product - (fraction.Sign * (BigInteger)fraction.Numerator), Special.Order).IsZero, "fraction");

        product = Special.Modulo(product, Special.Order);
        Scalar reduced = fraction.Denominator * scalar;
        MismatchException.Unless(Special.Number(Bytes(reduced)) == product, "product");
        MismatchException.Unless((BigInteger)reduced.Low127 + ((BigInteger)reduced.High127 * half) == product, "halves of a scalar");
        foreach (UInt128 number in (ReadOnlySpan<UInt128>)[fraction.Numerator, fraction.Denominator, reduced.Low127, reduced.High127, (UInt128)half - 1])
        {
            NonAdjacent(number);
        }
    }

    private static void NonAdjacent(UInt128 number)
    {
        Span<sbyte> digits = stackalloc sbyte[2 * (HalfSizedFraction.BitLength + 1)];
        foreach (int width in NonAdjacentWidths)
        {
            digits.Clear();
            ScalarDigits.NonAdjacent(number, width, digits, 2);
            BigInteger sum = 0;
            int last = digits.Length;
            for (int index = digits.Length - 2; index >= 0; index -= 2)
            {
                int digit = digits[index];
                sum = (2 * sum) + digit;
                MismatchException.Unless(digits[index + 1] == 0, "place between digits");
                if (digit != 0)
                {
                    MismatchException.Unless((digit & 1) != 0 && Math.Abs(digit) < 1 << (width - 1) && (last == digits.Length || last - index >= 2 * width), "non-adjacent digit");
                    last = index;
                }
            }

            MismatchException.Unless(sum == number, "non-adjacent form");
        }
    }

    internal static bool TryRead(ReadOnlySpan<byte> bytes, out Scalar scalar) => Scalar.TryCreate(
        BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]),
        out scalar);

    private static byte[] Bytes(in Scalar scalar)
    {
        byte[] bytes = new byte[32];
        for (int word = 0; word < 4; word++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8 * word), scalar.Bits(64 * word));
        }

        return bytes;
    }

    private static void Digits(in Scalar scalar, BigInteger expected)
    {
        Span<sbyte> digits = stackalloc sbyte[Scalar.BitLength];
        foreach (int width in Widths)
        {
            ScalarDigits.Windows(scalar, width, digits);
            MismatchException.Unless(Sum(digits[..ScalarDigits.WindowCount(width)], width) == expected, "windows");
        }
    }

    private static BigInteger Sum(ReadOnlySpan<sbyte> digits, int width)
    {
        BigInteger sum = 0;
        for (int index = digits.Length - 1; index >= 0; index--)
        {
            sum = (sum << width) + digits[index];
        }

        return sum;
    }
}
