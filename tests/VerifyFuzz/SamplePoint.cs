using Substrate.Cryptography.Native;
using Substrate.Cryptography.Ristretto;

namespace VerifyFuzz;

/// <summary>An element of the group, in the bytes that stand for it and in the points that do.</summary>
internal sealed class SamplePoint
{
    private readonly EdwardsPoint[] _shifted;

    internal SamplePoint(byte[] encoding)
    {
        Encoding = encoding;
        MismatchException.Unless(RistrettoEncoding.TryDecode(encoding, out EdwardsPoint point), "decoding of a sample");

        // The four points that differ by one of order 4: all of them stand for the same element.
        EdwardsAddend step = OfOrder4.ToAddend();
        _shifted = new EdwardsPoint[4];
        for (int index = 0; index < 4; index++)
        {
            _shifted[index] = point;
            point.Add(ref step, 1);
        }
    }

    internal static EdwardsPoint OfOrder4 => new(CurveConstants.SqrtM1, FieldElement.Zero, FieldElement.One, FieldElement.Zero);

    internal static SamplePoint Base { get; } = Multiple(1);

    /// <summary>The identity, small multiples of the base point and their negatives, so that sums meet doubles and the identity, and others.</summary>
    internal static SamplePoint[] All { get; } =
    [
        new(new byte[32]), Base, Multiple(2), Multiple(3), Multiple(8), Multiple(-1), Multiple(-2), Multiple(-3),
        .. Enumerable.Range(1, 24).Select(index => Multiple(index * 0x0123456789abcdefL)),
    ];

    internal byte[] Encoding { get; }

    internal static SamplePoint Minus(SamplePoint point)
    {
        byte[] encoding = new byte[32];
        MismatchException.Unless(Ristretto255.TrySubtract(new byte[32], point.Encoding, encoding), "negative of a sample");
        return new(encoding);
    }

    /// <summary>One of the four points that stand for the element, with another Z for every scale.</summary>
    internal EdwardsPoint Shifted(byte choice)
    {
        EdwardsPoint point = _shifted[choice % 4];
        FieldElement scale = FieldElement.One + new FieldElement((ulong)choice / 4, 0, 0, 0, (ulong)choice << 40);
        return new(point.X * scale, point.Y * scale, point.Z * scale, point.T * scale);
    }

    private static SamplePoint Multiple(long factor)
    {
        byte[] encoding = new byte[32];
        byte[] scalar = Special.Bytes(Special.Modulo(factor, Special.Order));
        MismatchException.Unless(Ristretto255.TryMultiplyBase(scalar, encoding), "sample");
        return new(encoding);
    }
}
