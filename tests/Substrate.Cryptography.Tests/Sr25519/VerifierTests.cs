using CsCheck;
using Fixtures;
using Substrate.Cryptography.Sr25519;

namespace Substrate.Cryptography.Tests.Sr25519;

public class VerifierTests
{
    public static TheoryData<string> Paths => Verifiers.Names;

    private static readonly (byte[] Key, byte[] Message, byte[] Signature)[] Valid =
        [.. SignatureVectors.Of("valid").Select(SignatureVectors.Signed)];

    private static readonly Gen<(byte[] Key, byte[] Message, byte[] Signature)> Signed =
        Gen.Int[0, Valid.Length - 1].Select(index => Valid[index]);

    [Theory]
    [MemberData(nameof(Paths))]
    public void One_flipped_bit_anywhere_is_refused(string path) =>
        Gen.Select(Signed, Gen.Int[0, 32 * 8 - 1], Gen.Int[0, 64 * 8 - 1], Gen.Int[0, int.MaxValue]).Sample((signed, inKey, inSignature, inMessage) =>
        {
            (byte[] key, byte[] message, byte[] signature) = signed;

            Verifiers.Of(path).Verify(Flipped(key, inKey), message, signature).ShouldBeFalse();
            Verifiers.Of(path).Verify(key, message, Flipped(signature, inSignature)).ShouldBeFalse();
            if (message.Length > 0)
            {
                Verifiers.Of(path).Verify(key, Flipped(message, inMessage % (message.Length * 8)), signature).ShouldBeFalse();
            }

            Verifiers.Of(path).Verify(key, message, signature).ShouldBeTrue();
        });

    [Theory]
    [MemberData(nameof(Paths))]
    public void Either_of_two_messages_may_be_the_one_that_was_signed(string path) =>
        Gen.Select(Signed, Gen.Byte.Array[1, 200], Gen.Bool).Sample((signed, suffix, known) =>
        {
            (byte[] key, byte[] message, byte[] signature) = signed;
            byte[] other = [.. message, .. suffix];
            byte[] third = [.. suffix, .. message, 0];

            Verifiers.Of(path).VerifyEither(key, message, other, signature, known).ShouldBeTrue();
            Verifiers.Of(path).VerifyEither(key, other, message, signature, known).ShouldBeTrue();
            Verifiers.Of(path).VerifyEither(key, other, third, signature, known).ShouldBeFalse();
        });

    [Theory]
    [MemberData(nameof(Paths))]
    public void Random_bytes_are_refused_and_nothing_throws(string path) =>
        Gen.Select(Gen.Byte.Array[0, 70], Gen.Byte.Array[0, 300], Gen.Byte.Array[0, 130]).Sample((key, message, signature) =>
            Verifiers.Of(path).Verify(key, message, signature).ShouldBeFalse());

    [Theory]
    [MemberData(nameof(Paths))]
    public void The_verdict_does_not_depend_on_where_the_bytes_lie(string path) =>
        Gen.Select(Signed, Gen.Int[0, 64], Gen.Int[0, 64], Gen.Int[0, 64], Gen.Bool).Sample((signed, keyAt, messageAt, signatureAt, spoilt) =>
        {
            (byte[] key, byte[] message, byte[] signature) = signed;
            byte[] sent = spoilt ? Flipped(signature, 333) : signature;

            Verifiers.Of(path).Verify(Moved(key, keyAt), Moved(message, messageAt), Moved(sent, signatureAt)).ShouldBe(!spoilt);
        });

    [Theory]
    [MemberData(nameof(Paths))]
    public void Key_message_and_signature_may_be_slices_of_one_buffer(string path) => Signed.Sample(signed =>
    {
        byte[] buffer = [.. signed.Signature, .. signed.Key, .. signed.Message, 1, 2, 3];

        Verifiers.Of(path).Verify(buffer.AsSpan(64, 32), buffer.AsSpan(96, signed.Message.Length), buffer.AsSpan(0, 64)).ShouldBeTrue();
        Verifiers.Of(path).Verify(buffer.AsSpan(64, 32), buffer.AsSpan(96, signed.Message.Length + 1), buffer.AsSpan(0, 64)).ShouldBeFalse();
    });

    [Theory]
    [MemberData(nameof(Paths))]
    public void Verification_does_not_allocate(string path)
    {
        ISr25519Verifier verifier = Verifiers.Fresh(path);
        (byte[] key, byte[] message, byte[] signature) = Valid[5];
        bool accepted = verifier.Verify(key, message, signature);

        Allocations.Least(() =>
        {
            for (int i = 0; i < 10; i++)
            {
                accepted &= verifier.Verify(key, message, signature);
            }
        }).ShouldBe(0);
        accepted.ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Many_threads_get_the_verdicts_of_one(string path)
    {
        (byte[] Key, byte[] Message, byte[] Signature, bool Expected)[] cases =
        [
            .. Valid.Select(v => (v.Key, v.Message, v.Signature, true)),
            .. SignatureVectors.Of("invalid").Select(SignatureVectors.Signed).Select(v => (v.Key, v.Message, v.Signature, false)),
        ];

        int wrong = 0;
        Parallel.For(0, 4 * cases.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            (byte[] key, byte[] message, byte[] signature, bool expected) = cases[i * 37 % cases.Length];
            if (Verifiers.Of(path).Verify(key, message, signature) != expected)
            {
                Interlocked.Increment(ref wrong);
            }
        });

        wrong.ShouldBe(0);
    }

    private static byte[] Flipped(byte[] bytes, int bit)
    {
        byte[] flipped = [.. bytes];
        flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return flipped;
    }

    private static Span<byte> Moved(byte[] bytes, int offset)
    {
        byte[] buffer = new byte[offset + bytes.Length + 5];
        Array.Fill(buffer, (byte)0xa5);
        bytes.CopyTo(buffer, offset);
        return buffer.AsSpan(offset, bytes.Length);
    }
}
