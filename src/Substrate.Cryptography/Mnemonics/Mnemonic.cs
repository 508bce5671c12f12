using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Unicode;
using Substrate.Cryptography.Native;
using Substrate.Cryptography.Sr25519;

namespace Substrate.Cryptography.Mnemonics;

/// <summary>
/// A BIP-39 phrase of English words, kept as the entropy it stands for: in guarded memory, never printed or logged, wiped by
/// <see cref="Dispose"/>.
/// </summary>
/// <remarks>
/// Reference: BIP-39, substrate-bip39. Parameters: 12, 15, 18, 21 or 24 words; unlike BIP-39 the seed is
/// PBKDF2-HMAC-SHA512 of the entropy (not of the sentence), salt <c>mnemonic</c> and password, 2048 rounds, of which the first 32 bytes
/// are the mini secret. The password is taken as it is, without Unicode normalisation.
/// </remarks>
public sealed class Mnemonic : IDisposable
{
    /// <summary>No phrase is longer than 215 characters.</summary>
    public const int MaxPhraseLength = Phrase.MaxLength;

    private const int Rounds = 2048;

    private readonly GuardedMemory _entropy;

    private Mnemonic(GuardedMemory entropy)
    {
        entropy.Seal();
        _entropy = entropy;
    }

    /// <summary>How many words the phrase has: 12, 15, 18, 21 or 24.</summary>
    public int WordCount => Phrase.WordCount(_entropy.Length);

    /// <summary>Reads a phrase. The words are lower case; any white space may stand between and around them.</summary>
    /// <param name="phrase">The phrase; wiping it is left to the caller.</param>
    /// <exception cref="KeyMaterialException">
    /// A word is unknown (the message gives its position, not the word), or there is another number of words, or they do not belong together.
    /// </exception>
    public static Mnemonic Parse(ReadOnlySpan<char> phrase) => Read(phrase, out Mnemonic? mnemonic, out int words) switch
    {
        PhraseFault.UnknownWord => throw new KeyMaterialException(
            $"word {words} of the phrase is not one of the English BIP-39 words; check its spelling (lower case only)"),
        PhraseFault.WordCount => throw new KeyMaterialException($"a phrase has 12, 15, 18, 21 or 24 words, not {words}"),
        PhraseFault.Checksum => throw new KeyMaterialException(
            "the phrase's checksum is wrong: a word was mistaken for another one, or the order is not right"),
        _ => mnemonic!,
    };

    /// <summary>Reads a phrase if it is one.</summary>
    /// <param name="phrase">The phrase; wiping it is left to the caller.</param>
    /// <param name="mnemonic">Receives the mnemonic, to be disposed, or null.</param>
    /// <returns>Whether every word is known, their number is right and they belong together.</returns>
    public static bool TryParse(ReadOnlySpan<char> phrase, [NotNullWhen(true)] out Mnemonic? mnemonic) =>
        Read(phrase, out mnemonic, out _) == PhraseFault.None;

    /// <summary>Takes entropy.</summary>
    /// <param name="entropy">16, 20, 24, 28 or 32 bytes; wiping them is left to the caller.</param>
    /// <exception cref="KeyMaterialException">There is another number of bytes.</exception>
    public static Mnemonic FromEntropy(ReadOnlySpan<byte> entropy)
    {
        if (!Phrase.IsEntropyLength(entropy.Length))
        {
            throw new KeyMaterialException($"the entropy of a phrase has 16, 20, 24, 28 or 32 bytes, not {entropy.Length}");
        }

        GuardedMemory memory = GuardedMemory.Allocate(entropy.Length);
        using (GuardedMemory.Access copy = memory.Open())
        {
            entropy.CopyTo(copy.Bytes);
        }

        return new Mnemonic(memory);
    }

    /// <summary>Makes a new random phrase.</summary>
    /// <param name="wordCount">12, 15, 18, 21 or 24.</param>
    /// <exception cref="ArgumentOutOfRangeException">A phrase does not have this many words.</exception>
    public static Mnemonic Generate(int wordCount = 12)
    {
        if (wordCount is not (12 or 15 or 18 or 21 or 24))
        {
            throw new ArgumentOutOfRangeException(nameof(wordCount), wordCount, "a phrase has 12, 15, 18, 21 or 24 words");
        }

        GuardedMemory memory = GuardedMemory.Allocate(wordCount / 3 * 4);
        using (GuardedMemory.Access entropy = memory.Open())
        {
            RandomNumberGenerator.Fill(entropy.Bytes);
        }

        return new Mnemonic(memory);
    }

    /// <summary>Writes the words, with single spaces between them.</summary>
    /// <param name="destination">Receives the phrase; <see cref="MaxPhraseLength"/> characters are always enough. To be wiped by the caller.</param>
    /// <returns>How many characters were written.</returns>
    /// <exception cref="ArgumentException">The destination is shorter than <see cref="MaxPhraseLength"/>.</exception>
    /// <exception cref="ObjectDisposedException">The mnemonic was disposed.</exception>
    public int CopyPhraseTo(Span<char> destination)
    {
        if (destination.Length < MaxPhraseLength)
        {
            throw new ArgumentException($"a phrase may take {MaxPhraseLength} characters", nameof(destination));
        }

        ObjectDisposedException.ThrowIf(_entropy.IsClosed, this);
        using GuardedMemory.Access entropy = _entropy.Open();
        return Phrase.Write(entropy.Bytes, destination);
    }

    /// <summary>The key pair of the phrase and a password.</summary>
    /// <param name="password">The password, empty for none.</param>
    /// <exception cref="KeyMaterialException">The password is not valid Unicode text.</exception>
    /// <exception cref="ObjectDisposedException">The mnemonic was disposed.</exception>
    public Keypair ToKeypair(ReadOnlySpan<char> password = default)
    {
        using GuardedMemory memory = GuardedMemory.Allocate(Keypair.MiniSecretLength);
        using GuardedMemory.Access miniSecret = memory.Open();
        DeriveMiniSecret(password, miniSecret.Bytes);
        return Keypair.FromMiniSecret(miniSecret.Bytes);
    }

    /// <summary>What the mnemonic is, without what it holds.</summary>
    public override string ToString() => $"mnemonic of {WordCount} words";

    /// <summary>Wipes the entropy.</summary>
    public void Dispose() => _entropy.Dispose();

    /// <summary>Works out the 32 bytes of the mini secret.</summary>
    internal void DeriveMiniSecret(ReadOnlySpan<char> password, Span<byte> miniSecret)
    {
        ObjectDisposedException.ThrowIf(_entropy.IsClosed, this);
        ReadOnlySpan<byte> head = "mnemonic"u8;

        // A UTF-16 unit takes at most three bytes of UTF-8.
        using GuardedMemory memory = GuardedMemory.Allocate(head.Length + (3 * password.Length));
        using GuardedMemory.Access salt = memory.Open();
        head.CopyTo(salt.Bytes);
        if (Utf8.FromUtf16(password, salt.Bytes[head.Length..], out _, out int length, replaceInvalidSequences: false) != OperationStatus.Done)
        {
            throw new KeyMaterialException("the password is not valid Unicode text");
        }

        using GuardedMemory.Access entropy = _entropy.Open();
        Rfc2898DeriveBytes.Pbkdf2(entropy.Bytes, salt.Bytes[..(head.Length + length)], miniSecret, Rounds, HashAlgorithmName.SHA512);
    }

    /// <summary>Copies the entropy out.</summary>
    /// <returns>How many bytes it has.</returns>
    internal int CopyEntropyTo(Span<byte> destination)
    {
        using GuardedMemory.Access entropy = _entropy.Open();
        entropy.Bytes.CopyTo(destination);
        return entropy.Bytes.Length;
    }

    private static PhraseFault Read(ReadOnlySpan<char> phrase, out Mnemonic? mnemonic, out int words)
    {
        using GuardedMemory memory = GuardedMemory.Allocate(Phrase.MaxEntropy);
        using GuardedMemory.Access entropy = memory.Open();
        PhraseFault fault = Phrase.Read(phrase, entropy.Bytes, out words);
        mnemonic = fault == PhraseFault.None ? FromEntropy(entropy.Bytes[..(words / 3 * 4)]) : null;
        return fault;
    }
}
