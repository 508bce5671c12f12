using System.Globalization;
using System.Numerics;
using Substrate.Cryptography.Ristretto;

namespace Substrate.Cryptography.Tests.Ristretto;

public class HalfSizedFractionTests
{
    private static readonly BigInteger Order =
        BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);

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
        BigInteger inverse = BigInteger.ModPow(denominator, Order - 2, Order);
        BigInteger k = (((numerator * inverse) % Order) + Order) % Order;

        HalfSizedFraction fraction = HalfSizedFraction.Of(Read(k));

        BigInteger difference = (k * fraction.Denominator) - (fraction.Sign * (BigInteger)fraction.Numerator);
        (difference % Order).IsZero.ShouldBeTrue();
        ((BigInteger)fraction.Numerator < Half).ShouldBeTrue();
        ((BigInteger)fraction.Denominator < Half && fraction.Denominator > 0).ShouldBeTrue();
    }

    private static Scalar Read(BigInteger number)
    {
        Scalar.TryCreate(Word(0), Word(1), Word(2), Word(3), out Scalar scalar).ShouldBeTrue();
        return scalar;

        ulong Word(int index) => (ulong)((number >> (64 * index)) & ulong.MaxValue);
    }
}
