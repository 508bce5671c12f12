namespace Bittensor.Wallets;

/// <summary>The encryption that btwallet writes today.</summary>
/// <remarks>
/// Reference: btwallet's <c>keyfile.rs</c>, libsodium's secretbox. Layout: <c>$NACL</c>, 24 bytes of nonce, then the box: 16 bytes of
/// Poly1305 tag and the XSalsa20 ciphertext. The key comes from <see cref="Argon2i"/>. A wrong password and a changed file look the
/// same, but for a line break at the end, which is what editors do to files.
/// </remarks>
internal sealed class NaClCipher : IKeyfileCipher
{
    internal const int NonceLength = 24;
    internal const int TagLength = 16;

    // What the process needs beside Argon2's memory while it derives.
    private const long Reserve = 16L * 1024 * 1024;

    private readonly string _path;
    private readonly byte[] _nonce;
    private readonly byte[] _box;
    private readonly Func<long?> _availableMemory;

    private NaClCipher(string path, ReadOnlySpan<byte> body, Func<long?> availableMemory)
    {
        _path = path;
        _nonce = body[..NonceLength].ToArray();
        _box = body[NonceLength..].ToArray();
        _availableMemory = availableMemory;
    }

    /// <summary>How such a file begins.</summary>
    internal static ReadOnlySpan<byte> Magic => "$NACL"u8;

    public KeyfileEncryption Encryption => KeyfileEncryption.NaCl;

    /// <summary>Takes a file apart.</summary>
    /// <exception cref="WalletException">It is too short.</exception>
    internal static NaClCipher Parse(string path, ReadOnlySpan<byte> file) => Parse(path, file, AvailableMemory.Bytes);

    /// <summary>Takes a file apart, to be decrypted where the system has this many bytes to give (null: unknown).</summary>
    internal static NaClCipher Parse(string path, ReadOnlySpan<byte> file, Func<long?> availableMemory)
    {
        int minimum = Magic.Length + NonceLength + TagLength;
        return file.Length >= minimum
            ? new(path, file[Magic.Length..], availableMemory)
            : throw new WalletException(
                WalletFailure.Corrupt,
                path,
                $"the encrypted file was cut off: it has {file.Length} bytes, and such a file has more than {minimum}; "
                    + "restore it from a backup");
    }

    public SecretBytes? Decrypt(ReadOnlySpan<byte> password)
    {
        using SecretBytes key = SecretBytes.Allocate(Argon2i.KeyLength);
        DeriveKey(password, key.Span);
        if (Open(_box, key.Span) is { } plaintext)
        {
            return plaintext;
        }

        int withoutLineBreak = _box.AsSpan().TrimEnd("\r\n"u8).Length;
        using SecretBytes? repaired = withoutLineBreak < _box.Length ? Open(_box.AsSpan(0, withoutLineBreak), key.Span) : null;
        return repaired is null
            ? null
            : throw new WalletException(
                WalletFailure.Corrupt,
                _path,
                "the password is right, but something appended a line break to the file, as editors do; "
                    + $"cut it off (truncate -s -{_box.Length - withoutLineBreak} on a copy) or restore the file from a backup");
    }

    private void DeriveKey(ReadOnlySpan<byte> password, Span<byte> key)
    {
        long? available = _availableMemory();
        if (available < Argon2i.MemoryBytes + Reserve)
        {
            throw NotEnoughMemory($"only {available / (1024 * 1024)} MiB are free");
        }

        if (!Argon2i.TryDerive(password, key))
        {
            throw NotEnoughMemory("the system does not give that much");
        }
    }

    private WalletException NotEnoughMemory(string reason) => new(
        WalletFailure.NotEnoughMemory,
        _path,
        $"decrypting takes 512 MiB of memory for a few seconds, and {reason}; "
            + "stop something, raise the limit of the container or service, or decrypt the hotkey's file on another machine");

    private unsafe SecretBytes? Open(ReadOnlySpan<byte> box, ReadOnlySpan<byte> key)
    {
        if (box.Length < TagLength)
        {
            return null;
        }

        SecretBytes plaintext = SecretBytes.Allocate(box.Length - TagLength);
        fixed (byte* message = plaintext.Span, input = box, nonce = _nonce, k = key)
        {
            if (Sodium.crypto_secretbox_open_easy(message, input, (ulong)box.Length, nonce, k) == 0)
            {
                return plaintext;
            }
        }

        plaintext.Dispose();
        return null;
    }
}
