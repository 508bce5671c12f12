using System.Numerics;
using Substrate.Cryptography.Ristretto;
using VerifyFuzz;

namespace Substrate.Cryptography.Tests.Ristretto;

public class HalfSizedFractionTests
{
    private static readonly BigInteger Half = BigInteger.Pow(2, 127);

    /// <summary>Fractions of numbers that are much shorter than half a scalar, as no hash is: Euclid's algorithm then meets a very large quotient.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(-1, 1)]
    [InlineData(1, 2)]
    [InlineData(-1, 3)]
    [InlineData(1, 0x4000000000000001)]
    [InlineData(0x7fffffffffffffff, 2)]
    [InlineData(-0x7fffffffffffffff, 0x7ffffffffffffffe)]
    public void A_scalar_that_is_a_fraction_of_short_numbers_is_taken_apart_in_few_steps(long numerator, long denominator)
    {
        BigInteger inverse = BigInteger.ModPow(denominator, Special.Order - 2, Special.Order);
        BigInteger k = Special.Modulo(numerator * inverse, Special.Order);

        HalfSizedFraction fraction = HalfSizedFraction.Of(Read(k));

        BigInteger difference = (k * fraction.Denominator) - (fraction.Sign * (BigInteger)fraction.Numerator);
        Special.Modulo(difference, Special.Order).IsZero.ShouldBeTrue();
        ((BigInteger)fraction.Numerator < Half).ShouldBeTrue();
        ((BigInteger)fraction.Denominator < Half && fraction.Denominator > 0).ShouldBeTrue();
    }

    private static Scalar Read(BigInteger number)
    {
        byte[] bytes = Special.Bytes(number);
        ScalarChecks.TryRead(bytes, out Scalar scalar).ShouldBeTrue();
        return scalar;
    }
}
