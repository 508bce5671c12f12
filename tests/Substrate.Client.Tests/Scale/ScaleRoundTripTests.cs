using System.Buffers;
using System.Numerics;
using CsCheck;
using Substrate.Client.Scale;

namespace Substrate.Client.Tests.Scale;

public class ScaleRoundTripTests
{
    private delegate void Write<in T>(ScaleWriter writer, T value);

    private delegate T Read<out T>(ref ScaleReader reader);

    [Fact]
    public void Compacts_of_64_bits() =>
        AnyWidth(64).Select(n => (ulong)n).Sample(n => RoundTrip(n, (w, v) => w.WriteCompact(v), (ref r) => r.ReadCompactU64()));

    [Fact]
    public void Compacts_of_128_bits() =>
        AnyWidth(128).Sample(n => RoundTrip(n, (w, v) => w.WriteCompact(v), (ref r) => (BigInteger)r.ReadCompactU128()));

    [Fact]
    public void Compacts_of_536_bits() =>
        AnyWidth(536).Sample(n => RoundTrip(n, (w, v) => w.WriteCompact(v), (ref r) => r.ReadCompact()));

    [Fact]
    public void Texts() =>
        Gen.String.Where(IsWellFormed).Sample(text => RoundTrip(text, (w, v) => w.WriteText(v), (ref r) => r.ReadText()));

    [Fact]
    public void Signed_and_unsigned_integers_of_every_size() =>
        Gen.Select(Gen.Int[0, 5].Select(power => 1 << power), Gen.Bool).SelectMany((size, isSigned) =>
            AnyWidth((size * 8) - (isSigned ? 1 : 0)).SelectMany(
                n => Gen.Bool.Select(minus => (size, isSigned, value: isSigned && minus ? -n : n))))
        .Sample(t => RoundTrip(
            t.value, (w, v) => w.WriteInteger(v, t.size, t.isSigned), (ref r) => r.ReadInteger(t.size, t.isSigned), t.size));

    [Fact]
    public void A_number_that_does_not_fit_is_refused()
    {
        Should.Throw<ScaleException>(() => new ScaleWriter(new ArrayBufferWriter<byte>()).WriteInteger(256, 1, isSigned: false))
            .Message.ShouldBe("256 does not fit u8");
        Should.Throw<ScaleException>(() => new ScaleWriter(new ArrayBufferWriter<byte>()).WriteInteger(128, 1, isSigned: true))
            .Message.ShouldBe("128 does not fit i8");
        Should.Throw<ScaleException>(() => new ScaleWriter(new ArrayBufferWriter<byte>()).WriteInteger(-1, 8, isSigned: false));
        Should.Throw<ScaleException>(() => new ScaleWriter(new ArrayBufferWriter<byte>()).WriteCompact(BigInteger.MinusOne));
        Should.Throw<ScaleException>(() => new ScaleWriter(new ArrayBufferWriter<byte>()).WriteCompact(BigInteger.One << 536));
        Should.Throw<ScaleException>(() => new ScaleWriter(new ArrayBufferWriter<byte>()).WriteText("\ud800"));
    }

    [Fact]
    public void Arbitrary_bytes_are_read_or_refused_and_what_is_read_writes_the_same_bytes() =>
        Gen.Byte.Array[0, 80].Sample(bytes =>
        {
            ScaleReader reader = new(bytes);
            try
            {
                BigInteger value = reader.ReadCompact();
                ArrayBufferWriter<byte> again = new();
                new ScaleWriter(again).WriteCompact(value);
                return again.WrittenSpan.SequenceEqual(bytes.AsSpan(0, reader.Position));
            }
            catch (ScaleException)
            {
                return true;
            }
        });

    /// <summary>Numbers of up to so many bits, each number of bits as likely as another.</summary>
    private static Gen<BigInteger> AnyWidth(int bits) =>
        Gen.Select(Gen.Int[0, bits], Gen.Byte.Array[(bits / 8) + 1]).Select((width, bytes) =>
            new BigInteger(bytes, isUnsigned: true) & ((BigInteger.One << width) - 1));

    private static bool RoundTrip<T>(T value, Write<T> write, Read<T> read, int? size = null)
    {
        ArrayBufferWriter<byte> output = new();
        write(new ScaleWriter(output), value);
        ScaleReader reader = new(output.WrittenSpan);
        T again = read(ref reader);
        return EqualityComparer<T>.Default.Equals(value, again) && reader.Remaining == 0 && (size ?? reader.Position) == reader.Position;
    }

    private static bool IsWellFormed(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])))
            {
                return false;
            }
        }

        return true;
    }
}
