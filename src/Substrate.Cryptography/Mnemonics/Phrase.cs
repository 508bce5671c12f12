using System.Security.Cryptography;

namespace Substrate.Cryptography.Mnemonics;

/// <summary>Entropy as words and back.</summary>
/// <remarks>
/// Reference: BIP-39. Parameters: 16, 20, 24, 28 or 32 bytes, followed by the first bit of their SHA-256 for every 4 bytes, in
/// groups of eleven bits, each a word of the English list. Whatever was written to the stack is wiped.
/// </remarks>
internal static class Phrase
{
    internal const int MinEntropy = 16;
    internal const int MaxEntropy = 32;
    internal const int MaxWords = 24;
    internal const int MaxLength = (MaxWords * (WordList.MaxWordLength + 1)) - 1;

    /// <summary>Whether entropy may have this many bytes.</summary>
    internal static bool IsEntropyLength(int bytes) => bytes is >= MinEntropy and <= MaxEntropy && bytes % 4 == 0;

    /// <summary>How many words entropy of this many bytes has.</summary>
    internal static int WordCount(int entropyLength) => entropyLength / 4 * 3;

    /// <summary>Writes the words of entropy, with single spaces between them.</summary>
    /// <returns>How many characters were written.</returns>
    internal static int Write(ReadOnlySpan<byte> entropy, Span<char> phrase)
    {
        Span<byte> bits = stackalloc byte[MaxEntropy + 1];
        entropy.CopyTo(bits);
        bits[entropy.Length] = Checksum(entropy);

        int written = 0;
        for (int word = 0; word < WordCount(entropy.Length); word++)
        {
            if (word > 0)
            {
                phrase[written++] = ' ';
            }

            string text = WordList.Word(ElevenBits(bits, word * WordList.BitsPerWord));
            text.CopyTo(phrase[written..]);
            written += text.Length;
        }

        CryptographicOperations.ZeroMemory(bits);
        return written;
    }

    /// <summary>Reads words, with white space between and around them, into 32 bytes of room.</summary>
    /// <param name="phrase">The phrase.</param>
    /// <param name="entropy">Receives the entropy, which is of use only if nothing is wrong.</param>
    /// <param name="words">Receives how many words there are; for an unknown word, its position, counted from one.</param>
    internal static PhraseFault Read(ReadOnlySpan<char> phrase, Span<byte> entropy, out int words)
    {
        Span<byte> bits = stackalloc byte[MaxEntropy + 1];
        bits.Clear();
        PhraseFault fault = ReadBits(phrase, bits, out words);
        int length = words / 3 * 4;
        if (fault == PhraseFault.None && !(words % 3 == 0 && IsEntropyLength(length)))
        {
            fault = PhraseFault.WordCount;
        }

        if (fault == PhraseFault.None)
        {
            bits[..length].CopyTo(entropy);
            fault = bits[length] == Checksum(bits[..length]) ? PhraseFault.None : PhraseFault.Checksum;
        }

        CryptographicOperations.ZeroMemory(bits);
        return fault;
    }

    private static PhraseFault ReadBits(ReadOnlySpan<char> phrase, Span<byte> bits, out int words)
    {
        words = 0;
        for (phrase = phrase.TrimStart(); !phrase.IsEmpty; phrase = phrase.TrimStart())
        {
            int end = 0;
            while (end < phrase.Length && !char.IsWhiteSpace(phrase[end]))
            {
                end++;
            }

            int index = WordList.IndexOf(phrase[..end]);
            words++;
            if (index < 0)
            {
                return PhraseFault.UnknownWord;
            }

            // Words beyond the longest phrase are only counted.
            if (words <= MaxWords)
            {
                SetElevenBits(bits, (words - 1) * WordList.BitsPerWord, index);
            }

            phrase = phrase[end..];
        }

        return PhraseFault.None;
    }

    /// <summary>The checksum's bits, the highest of a byte that is otherwise zero.</summary>
    private static byte Checksum(ReadOnlySpan<byte> entropy)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(entropy, digest);
        byte checksum = (byte)(digest[0] & (0xff00 >> (entropy.Length / 4)));
        CryptographicOperations.ZeroMemory(digest);
        return checksum;
    }

    private static int ElevenBits(ReadOnlySpan<byte> bits, int start)
    {
        int value = 0;
        for (int bit = start; bit < start + WordList.BitsPerWord; bit++)
        {
            value = (value << 1) | ((bits[bit / 8] >> (7 - (bit % 8))) & 1);
        }

        return value;
    }

    private static void SetElevenBits(Span<byte> bits, int start, int value)
    {
        for (int bit = start + WordList.BitsPerWord - 1; bit >= start; bit--)
        {
            bits[bit / 8] |= (byte)((value & 1) << (7 - (bit % 8)));
            value >>= 1;
        }
    }
}
