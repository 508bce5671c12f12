using System.Numerics;
using CsCheck;
using Substrate.Cryptography.Ss58;

namespace Substrate.Cryptography.Tests.Ss58;

public class Base58Tests
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    [Theory]
    [InlineData("", "")]
    [InlineData("61", "2g")]
    [InlineData("626262", "a3gV")]
    [InlineData("00000000000000000000", "1111111111")]
    [InlineData("00eb15231dfceb60925886b67d065299925915aeb172c06647", "1NS17iag9jJgTHD1VXjvLCEnZuQ3rJDE9L")]
    public void Published_vectors_hold(string hex, string text)
    {
        Encode(Convert.FromHexString(hex)).ShouldBe(text);
        Decode(text).ShouldBe(Convert.FromHexString(hex));
    }

    [Fact]
    public void Encoding_agrees_with_arithmetic_on_big_integers_and_comes_back() =>
        Gen.Select(Gen.Int[0, 5], Gen.Byte.Array[0, 31]).Sample((zeros, tail) =>
        {
            byte[] bytes = [.. new byte[zeros], .. tail];

            string text = Encode(bytes);

            text.ShouldBe(ByBigInteger(bytes));
            Decode(text).ShouldBe(bytes);
        });

    [Fact]
    public void Every_text_of_the_alphabet_comes_back() =>
        Gen.Char[Alphabet].Array[0, 49].Sample(characters =>
        {
            string text = new(characters);
            byte[]? bytes = Decode(text);

            bytes.ShouldNotBeNull();
            if (bytes.Length <= Base58.MaxEncodedBytes)
            {
                Encode(bytes).ShouldBe(text);
            }
        });

    [Fact]
    public void A_character_outside_the_alphabet_is_refused_wherever_it_stands() =>
        Gen.Select(Gen.Char, Gen.Int[0, 20]).Where((character, _) => !Alphabet.Contains(character)).Sample((character, index) =>
            Decode(new string('2', index) + character + "2").ShouldBeNull());

    [Fact]
    public void Inputs_beyond_the_bound_are_the_callers_fault()
    {
        Should.Throw<ArgumentException>(() => Decode(new string('2', 51)));
        Should.Throw<ArgumentException>(() => Encode(new byte[37]));
    }

    private static string Encode(byte[] bytes)
    {
        Span<char> text = stackalloc char[Base58.MaxTextLength];
        return new string(text[..Base58.Encode(bytes, text)]);
    }

    private static byte[]? Decode(string text)
    {
        byte[] bytes = new byte[Base58.MaxTextLength];
        Array.Fill(bytes, (byte)0xa5);
        return Base58.TryDecode(text, bytes, out int written) ? bytes[..written] : null;
    }

    private static string ByBigInteger(byte[] bytes)
    {
        BigInteger number = new(bytes, isUnsigned: true, isBigEndian: true);
        string digits = "";
        while (!number.IsZero)
        {
            number = BigInteger.DivRem(number, 58, out BigInteger digit);
            digits = Alphabet[(int)digit] + digits;
        }

        return new string('1', bytes.TakeWhile(b => b == 0).Count()) + digits;
    }
}
