using System.Globalization;
using System.Numerics;
using Substrate.Cryptography.Merlin;
using Substrate.Cryptography.Native;
using Substrate.Cryptography.Sr25519;

namespace Substrate.Cryptography.Tests.Sr25519;

/// <summary>
/// Signatures by the owner of the key over odd encodings: their challenge covers the odd bytes, so the equation holds for a verifier
/// that decodes them carelessly, and only strictness refuses them.
/// </summary>
public class ForgedEncodingTests
{
    private static readonly BigInteger Prime = BigInteger.Pow(2, 255) - 19;

    private static readonly BigInteger Order =
        BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);

    // A key and a nonce that no one else uses.
    private static readonly byte[] Secret = [7, .. new byte[31]];
    private static readonly byte[] Nonce = [5, .. new byte[31]];

    private static readonly byte[] PublicKey = OfBase(Secret);
    private static readonly byte[] Commitment = OfBase(Nonce);

    /// <summary>Ways to write the same point with other bytes.</summary>
    public static TheoryData<string> Encodings { get; } = ["bit 255 set", "negated", "negated, bit 255 set"];

    [Fact]
    public void The_plain_encodings_are_accepted() => IsAccepted(PublicKey, Commitment, Nonce).ShouldBeTrue();

    [Theory]
    [MemberData(nameof(Encodings))]
    public void A_commitment_in_another_encoding_is_refused(string encoding) =>
        IsAccepted(PublicKey, Encoded(Commitment, encoding), Nonce).ShouldBeFalse();

    [Theory]
    [MemberData(nameof(Encodings))]
    public void A_public_key_in_another_encoding_is_refused(string encoding) =>
        IsAccepted(Encoded(PublicKey, encoding), Commitment, Nonce).ShouldBeFalse();

    [Fact]
    public void Every_other_scalar_with_the_same_remainder_is_refused()
    {
        BigInteger s = new(Scalar(PublicKey, Commitment, Nonce), isUnsigned: true);
        for (BigInteger other = s + Order; other < BigInteger.Pow(2, 255); other += Order)
        {
            byte[] bytes = LittleEndian(other);
            bytes[31] |= 0x80;

            Verifiers.Judge(PublicKey, "message"u8, [.. Commitment, .. bytes]).ShouldAllBe(verdict => !verdict.Accepted);
        }
    }

    [Fact]
    public void A_commitment_that_is_the_identity_is_refused_although_the_equation_holds()
    {
        // r = 0, so R is the identity and s = ka: whoever sees it divides by k and has the secret key.
        byte[] identity = new byte[32];
        byte[] s = Scalar(PublicKey, identity, new byte[32]);
        byte[] right = new byte[32];
        Ristretto255.TryMultiply(Challenge(PublicKey, identity), PublicKey, right).ShouldBeTrue();
        OfBase(s).ShouldBe(right);

        IsAccepted(PublicKey, identity, new byte[32]).ShouldBeFalse();
    }

    [Fact]
    public void A_public_key_that_is_the_identity_is_refused_although_the_equation_holds() =>
        IsAccepted(new byte[32], Commitment, Nonce, secret: new byte[32]).ShouldBeFalse();

    private static bool IsAccepted(byte[] publicKey, byte[] commitment, byte[] nonce, byte[]? secret = null)
    {
        byte[] s = Scalar(publicKey, commitment, nonce, secret);
        s[31] |= 0x80;
        Verdict[] verdicts = Verifiers.Judge(publicKey, "message"u8, [.. commitment, .. s]);
        verdicts.ShouldAllBe(verdict => verdict.Accepted == verdicts[0].Accepted);
        return verdicts[0].Accepted;
    }

    /// <summary>s = ka + r, k being the challenge over the bytes as they are sent.</summary>
    private static byte[] Scalar(byte[] publicKey, byte[] commitment, byte[] nonce, byte[]? secret = null)
    {
        byte[] s = new byte[32];
        Ristretto255.MultiplyScalars(Challenge(publicKey, commitment), secret ?? Secret, s);
        Ristretto255.AddScalars(s, nonce, s);
        return s;
    }

    private static byte[] Challenge(byte[] publicKey, byte[] commitment)
    {
        byte[] challenge = new byte[32];
        Transcript transcript = SigningContext.Begin("message"u8, publicKey);
        SigningContext.Challenge(ref transcript, commitment, challenge);
        return challenge;
    }

    private static byte[] Encoded(byte[] point, string encoding)
    {
        byte[] bytes = encoding.StartsWith("negated", StringComparison.Ordinal)
            ? LittleEndian(Prime - new BigInteger(point, isUnsigned: true))
            : [.. point];
        bytes[31] |= encoding.EndsWith("set", StringComparison.Ordinal) ? (byte)0x80 : (byte)0;
        return bytes;
    }

    private static byte[] LittleEndian(BigInteger number)
    {
        byte[] bytes = new byte[32];
        number.TryWriteBytes(bytes, out _, isUnsigned: true).ShouldBeTrue();
        return bytes;
    }

    private static byte[] OfBase(byte[] scalar)
    {
        byte[] point = new byte[32];
        Ristretto255.TryMultiplyBase(scalar, point).ShouldBeTrue();
        return point;
    }
}
