namespace Substrate.Cryptography.Mnemonics;

/// <summary>The 2048 English words of BIP-39, in alphabetical order; each stands for eleven bits.</summary>
internal static class WordList
{
    internal const int Count = 1 << BitsPerWord;
    internal const int BitsPerWord = 11;
    internal const int MaxWordLength = 8;

    private static readonly string[] Words = Read();

    /// <summary>The word of a number.</summary>
    internal static string Word(int index) => Words[index];

    /// <summary>The number of a word, or -1 for a word that is not in the list. Case matters.</summary>
    internal static int IndexOf(ReadOnlySpan<char> word)
    {
        int low = 0;
        int high = Words.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int order = word.SequenceCompareTo(Words[middle]);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (low, middle - 1) : (middle + 1, high);
        }

        return -1;
    }

    private static string[] Read()
    {
        using Stream resource = typeof(WordList).Assembly.GetManifestResourceStream("bip39-english.txt")!;
        using StreamReader reader = new(resource);
        string[] words = new string[Count];
        for (int index = 0; index < words.Length; index++)
        {
            words[index] = reader.ReadLine()!;
        }

        return words;
    }
}
