using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Bittensor.Wallets;

/// <summary>The encryption of Ansible Vault, which earlier wallets used.</summary>
/// <remarks>
/// Reference: the format page of Ansible Vault. Layout: a line <c>$ANSIBLE_VAULT;1.1;AES256</c> (1.2 adds <c>;label</c>), then lines of
/// hex, which hold three lines of hex: salt, HMAC and ciphertext. PBKDF2-HMAC-SHA256, 10 000 rounds, 80 bytes: the key of AES-256, the
/// key of HMAC-SHA256 over the ciphertext, the first counter block (128 bits, big endian). Plaintext padded as PKCS#7.
/// </remarks>
internal sealed class AnsibleVaultCipher : IKeyfileCipher
{
    private const int Rounds = 10_000;
    private const int AesKeyLength = 32;
    private const int MacKeyLength = 32;
    private const int BlockLength = 16;

    private readonly string _path;
    private readonly byte[] _salt;
    private readonly byte[] _mac;
    private readonly byte[] _ciphertext;

    private AnsibleVaultCipher(string path, byte[] salt, byte[] mac, byte[] ciphertext)
    {
        _path = path;
        _salt = salt;
        _mac = mac;
        _ciphertext = ciphertext;
    }

    /// <summary>How such a file begins.</summary>
    internal static ReadOnlySpan<byte> Magic => "$ANSIBLE_VAULT"u8;

    public KeyfileEncryption Encryption => KeyfileEncryption.AnsibleVault;

    /// <summary>Takes a file apart.</summary>
    /// <exception cref="WalletException">It is of another version, or damaged.</exception>
    internal static AnsibleVaultCipher Parse(string path, ReadOnlySpan<byte> file)
    {
        // Nothing in the file is secret, so text is good enough.
        string[] lines = Encoding.ASCII.GetString(file).Split('\n', StringSplitOptions.TrimEntries);
        string[] header = lines[0].Split(';');
        if (header is not (["$ANSIBLE_VAULT", "1.1", "AES256"] or ["$ANSIBLE_VAULT", "1.2", "AES256", _]))
        {
            throw new WalletException(
                WalletFailure.Unsupported,
                path,
                "this Ansible Vault is neither of version 1.1 nor 1.2 with AES256; "
                    + "decrypt it with ansible-vault, or make the hotkey anew from its phrase");
        }

        try
        {
            string body = Encoding.ASCII.GetString(Convert.FromHexString(string.Concat(lines[1..])));
            if (body.Split('\n') is [var salt, var mac, var ciphertext])
            {
                AnsibleVaultCipher cipher = new(
                    path, Convert.FromHexString(salt), Convert.FromHexString(mac), Convert.FromHexString(ciphertext));
                if (cipher._salt.Length > 0
                    && cipher._mac.Length == SHA256.HashSizeInBytes
                    && cipher._ciphertext.Length > 0
                    && cipher._ciphertext.Length % BlockLength == 0)
                {
                    return cipher;
                }
            }
        }
        catch (FormatException)
        {
            // Told below, with every other damage.
        }

        throw new WalletException(
            WalletFailure.Corrupt,
            path,
            "the Ansible Vault was cut off or edited: it does not hold a salt, a checksum and a text; restore it from a backup");
    }

    public SecretBytes? Decrypt(ReadOnlySpan<byte> password)
    {
        using SecretBytes derived = SecretBytes.Allocate(AesKeyLength + MacKeyLength + BlockLength);
        Rfc2898DeriveBytes.Pbkdf2(password, _salt, derived.Span, Rounds, HashAlgorithmName.SHA256);
        Span<byte> mac = stackalloc byte[SHA256.HashSizeInBytes];
        HMACSHA256.HashData(derived.Span.Slice(AesKeyLength, MacKeyLength), _ciphertext, mac);
        if (!CryptographicOperations.FixedTimeEquals(mac, _mac))
        {
            return null;
        }

        SecretBytes plaintext = SecretBytes.CopyOf(_ciphertext);
        try
        {
            ApplyKeystream(derived.Span[..AesKeyLength], derived.Span[(AesKeyLength + MacKeyLength)..], plaintext.Span);
            RemovePadding(plaintext);
            return plaintext;
        }
        catch
        {
            plaintext.Dispose();
            throw;
        }
    }

    private void RemovePadding(SecretBytes plaintext)
    {
        int padding = plaintext.Span[^1];
        if (padding is 0 or > BlockLength || plaintext.Span[^padding..].ContainsAnyExcept((byte)padding))
        {
            throw new WalletException(
                WalletFailure.Corrupt,
                _path,
                "the password is right, but the text in the Ansible Vault does not end as it must; restore it from a backup");
        }

        plaintext.Shorten(plaintext.Length - padding);
    }

    /// <summary>AES in counter mode, which is its own inverse.</summary>
    private static void ApplyKeystream(ReadOnlySpan<byte> key, ReadOnlySpan<byte> firstCounter, Span<byte> text)
    {
        using Aes aes = Aes.Create();
        aes.SetKey(key);
        using SecretBytes keystream = SecretBytes.Allocate(text.Length);
        UInt128 counter = BinaryPrimitives.ReadUInt128BigEndian(firstCounter);
        for (int block = 0; block < text.Length; block += BlockLength)
        {
            BinaryPrimitives.WriteUInt128BigEndian(keystream.Span[block..], unchecked(counter++));
        }

        aes.EncryptEcb(keystream.Span, keystream.Span, PaddingMode.None);
        for (int index = 0; index < text.Length; index++)
        {
            text[index] ^= keystream.Span[index];
        }
    }
}
