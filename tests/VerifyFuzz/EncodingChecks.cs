using Substrate.Cryptography.Native;
using Substrate.Cryptography.Ristretto;

namespace VerifyFuzz;

/// <summary>Decoding and encoding against libsodium.</summary>
internal static class EncodingChecks
{
    internal static readonly byte[][] Strings = [.. Special.Numbers, .. SamplePoint.All.Select(point => point.Encoding)];

    internal static void Run(ref FuzzInput input)
    {
        byte[] bytes = input.Bytes32(Strings);
        byte[] same = new byte[32];
        bool valid = RistrettoEncoding.TryDecode(bytes, out EdwardsPoint point);
        MismatchException.Unless(valid == Ristretto255.TryAdd(bytes, new byte[32], same), "validity of an encoding");
        if (valid)
        {
            RistrettoEncoding.Encode(point, same);
            MismatchException.Unless(same.AsSpan().SequenceEqual(bytes), "encoding of what was decoded");
        }

        SamplePoint sample = input.Of(SamplePoint.All);
        EdwardsPoint shifted = sample.Shifted(input.Byte());
        RistrettoEncoding.Encode(shifted, same);
        MismatchException.Unless(same.AsSpan().SequenceEqual(sample.Encoding), "encoding of a shifted point");
        MismatchException.Unless(RistrettoEncoding.IsEncoding(same, shifted), "comparison with its own encoding");
        MismatchException.Unless(RistrettoEncoding.IsEncoding(bytes, shifted) == same.AsSpan().SequenceEqual(bytes), "comparison with another");
        if (valid)
        {
            // The decoded point in its other forms, and its negative.
            EdwardsAddend quarter = SamplePoint.OfOrder4.ToAddend();
            MismatchException.Unless(RistrettoEncoding.IsEncoding(bytes, point), "comparison of what was decoded");
            point.Add(in quarter, 1);
            MismatchException.Unless(RistrettoEncoding.IsEncoding(bytes, point), "comparison of the same element");
            RistrettoEncoding.Encode(-point, same);
            MismatchException.Unless(RistrettoEncoding.IsEncoding(bytes, -point) == same.AsSpan().SequenceEqual(bytes), "comparison of a negative");
        }
    }
}
