using System.Globalization;
using System.Numerics;

namespace VerifyFuzz;

/// <summary>The values that arithmetic is most likely to get wrong.</summary>
internal static class Special
{
    internal static readonly BigInteger Prime = BigInteger.Pow(2, 255) - 19;

    internal static readonly BigInteger Order =
        BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);

    private static readonly BigInteger Two256 = BigInteger.Pow(2, 256);

    /// <summary>Numbers around zero, the prime, the order and the powers of two that matter, also those that stand for nothing.</summary>
    internal static byte[][] Numbers { get; } =
    [
        .. new[] { 0, Prime, 2 * Prime, Order, 2 * Order, 8 * Order, Two256 - 1, Two256 / 2, Two256 / 4, Two256 / 8, Two256 / 16, Order / 2, Prime / 2 }
            .SelectMany(centre => new[] { -20, -19, -18, -2, -1, 0, 1, 2, 18, 19, 20 }.Select(offset => centre + offset))
            .Where(number => number >= 0 && number < Two256)
            .Select(Bytes),
    ];

    /// <summary>Limbs of 51 bits at their bounds, and what a sum of two results may have.</summary>
    internal static ulong[] Limbs { get; } =
    [
        0, 1, 2, 18, 19, 20, (1UL << 51) - 20, (1UL << 51) - 19, (1UL << 51) - 2, (1UL << 51) - 1, 1UL << 51, (1UL << 51) + 1,
        (1UL << 51) + (1UL << 18), 1UL << 52, (1UL << 52) + (1UL << 19), (1UL << 53) - 100, (1UL << 53) - 77,
    ];

    internal static byte[] Bytes(BigInteger number)
    {
        byte[] bytes = new byte[32];
        return number.TryWriteBytes(bytes, out _, isUnsigned: true) ? bytes : throw new ArgumentOutOfRangeException(nameof(number));
    }

    internal static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true);

    internal static BigInteger Modulo(BigInteger number, BigInteger modulus)
    {
        BigInteger remainder = number % modulus;
        return remainder.Sign < 0 ? remainder + modulus : remainder;
    }
}
