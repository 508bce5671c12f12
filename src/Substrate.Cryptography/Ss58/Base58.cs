using System.Buffers.Binary;

namespace Substrate.Cryptography.Ss58;

/// <summary>
/// Base58: a number written with 58 unambiguous characters, each leading zero byte as one '1'.
/// </summary>
/// <remarks>
/// Reference: the Bitcoin alphabet, draft-msporny-base58. Parameters: at most 50 characters or 36 bytes, which is what SS58
/// needs; a longer input is a fault of the caller, so that the quadratic work stays bounded.
/// </remarks>
internal static class Base58
{
    internal const int MaxTextLength = 50;
    internal const int MaxEncodedBytes = 36;

    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const byte NoDigit = byte.MaxValue;

    // Ten digits fit a 64-bit word: 58^10 < 2^59. Five digits fit a 32-bit word: 58^5 < 2^30.
    private const int DigitsPerWord = 10;
    private const uint FiveDigits = 58 * 58 * 58 * 58 * 58;

    private static readonly byte[] Digits = DigitsByCharacter();

    /// <summary>Decodes a text of at most 50 characters.</summary>
    /// <param name="text">The base58 text.</param>
    /// <param name="destination">Receives the bytes; at least 50, because a text of ones is as many zero bytes.</param>
    /// <param name="written">Receives how many bytes the text encodes.</param>
    /// <returns>Whether every character belongs to the alphabet.</returns>
    internal static bool TryDecode(ReadOnlySpan<char> text, Span<byte> destination, out int written)
    {
        if (text.Length > MaxTextLength)
        {
            throw new ArgumentException("longer than 50 characters", nameof(text));
        }

        written = 0;

        // The number, least significant word first: 58^50 < 2^293.
        Span<ulong> number = stackalloc ulong[5];
        number.Clear();
        for (int start = 0; start < text.Length; start += DigitsPerWord)
        {
            ReadOnlySpan<char> chunk = text[start..Math.Min(start + DigitsPerWord, text.Length)];
            ulong scale = 1;
            ulong addend = 0;
            foreach (char character in chunk)
            {
                byte digit = character < Digits.Length ? Digits[character] : NoDigit;
                if (digit == NoDigit)
                {
                    return false;
                }

                scale *= 58;
                addend = (addend * 58) + digit;
            }

            MultiplyAdd(number, scale, addend);
        }

        Span<byte> bigEndian = stackalloc byte[5 * sizeof(ulong)];
        for (int word = 0; word < number.Length; word++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bigEndian[((number.Length - 1 - word) * sizeof(ulong))..], number[word]);
        }

        int zeros = LeadingOf(text, '1');
        ReadOnlySpan<byte> significant = bigEndian[LeadingOf<byte>(bigEndian, 0)..];
        written = zeros + significant.Length;
        destination[..zeros].Clear();
        significant.CopyTo(destination[zeros..]);
        return true;
    }

    /// <summary>Encodes at most 36 bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="destination">Receives the text; 50 characters are always enough.</param>
    /// <returns>How many characters the text has.</returns>
    internal static int Encode(ReadOnlySpan<byte> bytes, Span<char> destination)
    {
        if (bytes.Length > MaxEncodedBytes)
        {
            throw new ArgumentException("longer than 36 bytes", nameof(bytes));
        }

        Span<byte> padded = stackalloc byte[MaxEncodedBytes];
        padded.Clear();
        bytes.CopyTo(padded[(MaxEncodedBytes - bytes.Length)..]);
        Span<uint> number = stackalloc uint[MaxEncodedBytes / sizeof(uint)];
        for (int word = 0; word < number.Length; word++)
        {
            number[word] = BinaryPrimitives.ReadUInt32BigEndian(padded[(word * sizeof(uint))..]);
        }

        // Digits come least significant first, five from each division of the whole number.
        Span<char> digits = stackalloc char[MaxTextLength];
        for (int end = digits.Length; end > 0; end -= 5)
        {
            uint five = Divide(number, FiveDigits);
            for (int digit = end - 1; digit >= end - 5; digit--)
            {
                digits[digit] = Alphabet[(int)(five % 58)];
                five /= 58;
            }
        }

        int zeros = LeadingOf<byte>(bytes, 0);
        ReadOnlySpan<char> significant = digits[LeadingOf<char>(digits, '1')..];
        destination[..zeros].Fill('1');
        significant.CopyTo(destination[zeros..]);
        return zeros + significant.Length;
    }

    private static void MultiplyAdd(Span<ulong> number, ulong factor, ulong addend)
    {
        ulong carry = addend;
        for (int word = 0; word < number.Length; word++)
        {
            UInt128 product = Math.BigMul(number[word], factor) + (UInt128)carry;
            number[word] = unchecked((ulong)product);
            carry = (ulong)(product >> 64);
        }
    }

    /// <summary>Divides a big-endian number in place.</summary>
    /// <returns>The remainder.</returns>
    private static uint Divide(Span<uint> number, uint divisor)
    {
        ulong remainder = 0;
        foreach (ref uint word in number)
        {
            ulong dividend = (remainder << 32) | word;
            word = (uint)(dividend / divisor);
            remainder = dividend % divisor;
        }

        return (uint)remainder;
    }

    private static int LeadingOf<T>(ReadOnlySpan<T> values, T value)
        where T : IEquatable<T>
    {
        int other = values.IndexOfAnyExcept(value);
        return other < 0 ? values.Length : other;
    }

    private static byte[] DigitsByCharacter()
    {
        byte[] digits = new byte[128];
        digits.AsSpan().Fill(NoDigit);
        for (byte digit = 0; digit < Alphabet.Length; digit++)
        {
            digits[Alphabet[digit]] = digit;
        }

        return digits;
    }
}
