using CsCheck;
using Substrate.Cryptography.Native;

namespace Substrate.Cryptography.Tests.Native;

public class Ristretto255Tests
{
    private static readonly byte[] Order =
        Convert.FromHexString("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");

    [Fact]
    public void A_scalar_is_canonical_below_the_order_and_only_there()
    {
        Ristretto255.IsCanonicalScalar(new byte[32]).ShouldBeTrue();
        Ristretto255.IsCanonicalScalar(Plus(Order, -1)).ShouldBeTrue();
        Ristretto255.IsCanonicalScalar(Order).ShouldBeFalse();
        Ristretto255.IsCanonicalScalar(Plus(Order, 1)).ShouldBeFalse();
        Ristretto255.IsCanonicalScalar([.. Enumerable.Repeat((byte)0xff, 32)]).ShouldBeFalse();
    }

    [Fact]
    public void Multiplication_distributes_over_addition() =>
        Gen.Select(Gen.Byte.Array[64], Gen.Byte.Array[64]).Sample((first, second) =>
        {
            byte[] a = Reduced(first);
            byte[] b = Reduced(second);
            byte[] sum = new byte[32];
            Ristretto255.AddScalars(a, b, sum);

            byte[] ofSum = OfBase(sum);
            byte[] added = new byte[32];
            Ristretto255.TryAdd(OfBase(a), OfBase(b), added).ShouldBeTrue();
            added.ShouldBe(ofSum);

            byte[] subtracted = new byte[32];
            Ristretto255.TrySubtract(ofSum, OfBase(b), subtracted).ShouldBeTrue();
            subtracted.ShouldBe(OfBase(a));

            byte[] product = new byte[32];
            byte[] scaled = new byte[32];
            Ristretto255.MultiplyScalars(a, b, product);
            Ristretto255.TryMultiply(a, OfBase(b), scaled).ShouldBeTrue();
            scaled.ShouldBe(OfBase(product));
        });

    [Fact]
    public void The_identity_is_no_product()
    {
        byte[] product = new byte[32];

        Ristretto255.TryMultiplyBase(new byte[32], product).ShouldBeFalse();
        Ristretto255.TryMultiply([1, .. new byte[31]], new byte[32], product).ShouldBeFalse();
    }

    [Fact]
    public void Lengths_that_native_code_would_overrun_are_refused()
    {
        byte[] product = new byte[32];

        Should.Throw<ArgumentException>(() => Ristretto255.TryMultiply(new byte[31], product, product));
        Should.Throw<ArgumentException>(() => Ristretto255.TryMultiplyBase(product, new byte[31]));
        Should.Throw<ArgumentException>(() => Ristretto255.TryAdd(product, new byte[33], product));
        Should.Throw<ArgumentException>(() => Ristretto255.Reduce(new byte[32], product));
    }

    private static byte[] Reduced(byte[] wide)
    {
        byte[] scalar = new byte[32];
        Ristretto255.Reduce(wide, scalar);
        return scalar;
    }

    private static byte[] OfBase(byte[] scalar)
    {
        byte[] product = new byte[32];
        Ristretto255.TryMultiplyBase(scalar, product).ShouldBeTrue();
        return product;
    }

    // Only ever applied where the lowest byte takes it without a carry.
    private static byte[] Plus(byte[] number, int addend) => [(byte)(number[0] + addend), .. number[1..]];
}
