using System.Numerics;
using System.Runtime.Intrinsics;
using Substrate.Cryptography.Ristretto;

namespace VerifyFuzz;

/// <summary>Both field arithmetics against arbitrary-precision integers, with limbs up to the bounds they declare.</summary>
internal static class FieldChecks
{
    internal static void Portable(ref FuzzInput input)
    {
        (FieldElement a, BigInteger x) = Element(ref input);
        (FieldElement b, BigInteger y) = Element(ref input);
        Equal(a, x, "canonical form");
        Equal(a * b, x * y, "product");
        Equal(a.Squared(), x * x, "square");
        Equal(a.Squared(3), BigInteger.ModPow(x, 8, Special.Prime), "eighth power");
        Equal(a - b, x - y, "difference");
        Equal(-b, -y, "negation");
        Equal(FieldInversion.Invert(a) * a, Special.Modulo(x, Special.Prime).IsZero ? 0 : 1, "inversion");
        Equal((a - b) + (b - a), 0, "sum of differences");
        Equal((a * b) + (a * b), 2 * x * y, "sum of products");
        FieldElement power = a;
        FieldElement powerToo = b;
        EdwardsPoint.PowersOfRoot(ref power, ref powerToo);
        Equal(power.Squared(3) * a.Squared() * a, BigInteger.ModPow(x, Special.Prime - 2, Special.Prime), "power of a root");
        if (VectorPoint.IsSupported)
        {
            FieldElement inLanes = a;
            FieldElement inLanesToo = b;
            VectorPoint.PowersOfRoot(ref inLanes, ref inLanesToo);
            MismatchException.Unless((inLanes - power).IsZero && (inLanesToo - powerToo).IsZero, "powers of roots in lanes");
        }

        BigInteger least = Special.Modulo(x, Special.Prime);
        MismatchException.Unless(a.IsZero == least.IsZero && a.IsNegative == !least.IsEven, "sign");

        byte[] bytes = input.Bytes32(Special.Numbers);
        BigInteger number = Special.Number(bytes);
        bool read = FieldElement.TryRead(bytes, out FieldElement value);
        MismatchException.Unless(read == (number < Special.Prime), "canonical reading");
        if (read)
        {
            Equal(value, number, "reading");
        }
    }

    internal static void Vector(ref FuzzInput input)
    {
        (FieldQuad left, BigInteger[] x) = Quad(ref input, 4);
        (FieldQuad right, BigInteger[] y) = Quad(ref input, 3);
        (FieldQuad value, BigInteger[] z) = Quad(ref input, 2);
        FieldQuad.Multiply(left, right, out FieldQuad product);
        FieldQuad.Square(value, out FieldQuad square);
        for (int lane = 0; lane < 4; lane++)
        {
            Equal(product.Lane(lane), x[lane] * y[lane], "product in a lane");
            Equal(square.Lane(lane), z[lane] * z[lane], "square in a lane");
        }

        AreReduced(product);
        AreReduced(square);
    }

    private static (FieldElement Element, BigInteger Value) Element(ref FuzzInput input)
    {
        ulong[] limbs = new ulong[5];
        BigInteger value = 0;
        for (int index = 4; index >= 0; index--)
        {
            byte choice = input.Byte();
            limbs[index] = choice % 2 == 0 ? Special.Limbs[choice / 2 % Special.Limbs.Length] : input.Word() >> (11 + (choice / 2 % 4));
            limbs[index] = Math.Min(limbs[index], (1UL << 53) - 77);
            value = (value << 51) + limbs[index];
        }

        return (new(limbs[0], limbs[1], limbs[2], limbs[3], limbs[4]), value);
    }

    /// <summary>Four numbers with limbs up to <paramref name="times"/> those of a product.</summary>
    private static (FieldQuad Quad, BigInteger[] Values) Quad(ref FuzzInput input, int times)
    {
        FieldQuad quad = default;
        BigInteger[] values = new BigInteger[4];
        int position = 255;
        for (int vector = 4; vector >= 0; vector--)
        {
            int[] pairs = new int[8];
            position -= 25;
            for (int lane = 0; lane < 4; lane++)
            {
                pairs[(2 * lane) + 1] = Limb(ref input, times << 24);
                values[lane] += (BigInteger)pairs[(2 * lane) + 1] << position;
            }

            position -= 26;
            for (int lane = 0; lane < 4; lane++)
            {
                pairs[2 * lane] = Limb(ref input, times << 25);
                values[lane] += (BigInteger)pairs[2 * lane] << position;
            }

            quad[vector] = Vector256.Create(pairs);
        }

        return (quad, values);

        static int Limb(ref FuzzInput input, int bound) => (input.Byte() % 6) switch
        {
            0 => bound,
            1 => -bound,
            2 => 0,
            _ => (int)((long)input.Word() % (bound + 1)),
        };
    }

    private static void AreReduced(in FieldQuad quad)
    {
        for (int vector = 0; vector < FieldQuad.Vectors; vector++)
        {
            for (int half = 0; half < 8; half++)
            {
                int bound = (half % 2 == 0 ? 1 << 25 : 1 << 24) + (1 << 17);
                MismatchException.Unless(Math.Abs(quad[vector][half]) <= bound, "limbs of a result");
            }
        }
    }

    private static void Equal(in FieldElement element, BigInteger expected, string what)
    {
        byte[] bytes = new byte[FieldElement.Length];
        element.Write(bytes);
        MismatchException.Unless(Special.Number(bytes) == Special.Modulo(expected, Special.Prime), what);
    }
}
