using System.Buffers.Binary;
using System.Numerics;
using Substrate.Cryptography.Native;
using Substrate.Cryptography.Ristretto;

namespace VerifyFuzz;

/// <summary>Scalars against libsodium, and their digits against the scalars.</summary>
internal static class ScalarChecks
{
    private static readonly int[] NonAdjacentWidths = [5, 6, 8];
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
        Span<sbyte> digits = stackalloc sbyte[ScalarDigits.NonAdjacentLength];
        foreach (int width in NonAdjacentWidths)
        {
            int length = ScalarDigits.NonAdjacent(scalar, width, digits);
            MismatchException.Unless(Sum(digits[..length], 1) == expected && !digits[length..].ContainsAnyExcept((sbyte)0), "non-adjacent form");
            foreach (sbyte digit in digits)
            {
                MismatchException.Unless(digit == 0 || ((digit & 1) != 0 && Math.Abs((int)digit) < 1 << (width - 1)), "non-adjacent digit");
            }
        }

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
