using Substrate.Cryptography.Native;
using Substrate.Cryptography.Ristretto;

namespace VerifyFuzz;

/// <summary>Decoding and encoding against libsodium.</summary>
internal static class EncodingChecks
{
    private static readonly byte[][] Strings = [.. Special.Numbers, .. SamplePoint.All.Select(point => point.Encoding)];

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
        RistrettoEncoding.Encode(sample.Shifted(input.Byte()), same);
        MismatchException.Unless(same.AsSpan().SequenceEqual(sample.Encoding), "encoding of a shifted point");
    }
}
