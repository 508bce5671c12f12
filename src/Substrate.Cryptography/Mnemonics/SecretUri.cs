using System.Buffers;
using Substrate.Cryptography.Native;
using Substrate.Cryptography.Sr25519;

namespace Substrate.Cryptography.Mnemonics;

/// <summary>
/// Substrate's secret URI, a key as one line of text: <c>phrase//hard/soft///password</c>, <c>0xseed//hard/soft</c>, or only a path such
/// as <c>//Alice</c>, which starts from the development phrase that everybody knows.
/// </summary>
/// <remarks>
/// Reference: sp-core's <c>SecretUri</c>, <c>AddressUri</c> and <c>Pair::from_string</c>. Parameters: everything up to the first slash is
/// the secret; the first three slashes in a row start the password, which may itself contain slashes and has no effect on a seed. Two
/// refusals are our own: an empty text, and a control character in path or password, where a stray line end would quietly open another key.
/// </remarks>
public static class SecretUri
{
    /// <summary>The phrase of Substrate's development accounts. It is public: whatever is sent to its keys belongs to everybody.</summary>
    public const string DevelopmentPhrase = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";

    /// <summary>Works out the key pair a secret URI names.</summary>
    /// <param name="uri">The secret URI; wiping it is left to the caller.</param>
    /// <exception cref="KeyMaterialException">The text is no secret URI; the message says which part is wrong and why.</exception>
    public static Keypair Open(ReadOnlySpan<char> uri)
    {
        Split(uri, out ReadOnlySpan<char> secret, out ReadOnlySpan<char> path, out ReadOnlySpan<char> password);

        Keypair pair = secret.StartsWith("0x", StringComparison.Ordinal) ? FromSeed(secret[2..]) : FromPhrase(secret, password);
        while (!path.IsEmpty)
        {
            using Keypair parent = pair;
            pair = parent.Derive(TakeJunction(ref path));
        }

        return pair;
    }

    private static void Split(
        ReadOnlySpan<char> uri, out ReadOnlySpan<char> secret, out ReadOnlySpan<char> path, out ReadOnlySpan<char> password)
    {
        if (uri.IsWhiteSpace())
        {
            throw new KeyMaterialException("the secret URI is empty");
        }

        int passwordAt = uri.IndexOf("///", StringComparison.Ordinal);
        password = passwordAt < 0 ? [] : uri[(passwordAt + 3)..];
        ReadOnlySpan<char> rest = passwordAt < 0 ? uri : uri[..passwordAt];

        int pathAt = rest.IndexOf('/');
        path = pathAt < 0 ? [] : rest[pathAt..];
        secret = pathAt < 0 ? rest : rest[..pathAt];
        if (secret.IsEmpty)
        {
            secret = DevelopmentPhrase;
        }

        RefuseControlCharacters(path, "path");
        RefuseControlCharacters(password, "password");
    }

    private static void RefuseControlCharacters(ReadOnlySpan<char> part, string name)
    {
        foreach (char character in part)
        {
            if (char.IsControl(character))
            {
                throw new KeyMaterialException(
                    $"the {name} of the secret URI contains a control character, perhaps the end of a line; it would open another key");
            }
        }
    }

    private static Keypair FromPhrase(ReadOnlySpan<char> phrase, ReadOnlySpan<char> password)
    {
        using Mnemonic mnemonic = Mnemonic.Parse(phrase);
        return mnemonic.ToKeypair(password);
    }

    private static Keypair FromSeed(ReadOnlySpan<char> digits)
    {
        if (digits.Length != 2 * Keypair.MiniSecretLength)
        {
            throw new KeyMaterialException($"a seed has {2 * Keypair.MiniSecretLength} hexadecimal digits after 0x, not {digits.Length}");
        }

        using GuardedMemory memory = GuardedMemory.Allocate(Keypair.MiniSecretLength);
        using GuardedMemory.Access seed = memory.Open();
        return Convert.FromHexString(digits, seed.Bytes, out _, out _) == OperationStatus.Done
            ? Keypair.FromMiniSecret(seed.Bytes)
            : throw new KeyMaterialException("the seed after 0x contains a character that is no hexadecimal digit");
    }

    /// <summary>Takes the first step off a path that starts with a slash.</summary>
    private static DerivationJunction TakeJunction(ref ReadOnlySpan<char> path)
    {
        bool isHard = path.StartsWith("//", StringComparison.Ordinal);
        ReadOnlySpan<char> name = path[(isHard ? 2 : 1)..];
        int end = name.IndexOf('/');
        path = end < 0 ? [] : name[end..];
        name = end < 0 ? name : name[..end];
        return isHard ? DerivationJunction.Hard(name) : DerivationJunction.Soft(name);
    }
}
