namespace Substrate.Cryptography.Mnemonics;

/// <summary>What is wrong with a phrase.</summary>
internal enum PhraseFault
{
    /// <summary>Nothing is.</summary>
    None,

    /// <summary>A word is not in the list.</summary>
    UnknownWord,

    /// <summary>There are not 12, 15, 18, 21 or 24 words.</summary>
    WordCount,

    /// <summary>The words do not belong together.</summary>
    Checksum,
}
