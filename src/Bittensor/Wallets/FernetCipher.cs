using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Bittensor.Wallets;

/// <summary>The encryption of the first wallets. The current btwallet recognises it but can never decrypt it; here it opens.</summary>
/// <remarks>
/// Reference: the Fernet specification; the Python btwallet's <c>keyfile.py</c>. PBKDF2-HMAC-SHA256 with one salt for everybody,
/// 10 000 000 rounds (several seconds), 32 bytes: the key of HMAC-SHA256, then that of AES-128-CBC. Token, in base64url: 0x80, 8 bytes
/// of time (no expiry is checked, as in the original), 16 of IV, the ciphertext padded as PKCS#7, 32 of HMAC over all before it.
/// </remarks>
internal sealed class FernetCipher : IKeyfileCipher
{
    private const int Rounds = 10_000_000;
    private const int KeyLength = 16;
    private const int BlockLength = 16;
    private const int HeadLength = 1 + 8 + BlockLength;
    private const byte Version = 0x80;

    private readonly string _path;
    private readonly byte[] _token;
    private readonly int _rounds;

    private FernetCipher(string path, byte[] token, int rounds)
    {
        _path = path;
        _token = token;
        _rounds = rounds;
    }

    /// <summary>How such a file begins: base64url of the version and of a time before the year 4000.</summary>
    internal static ReadOnlySpan<byte> Magic => "gAAAAA"u8;

    public KeyfileEncryption Encryption => KeyfileEncryption.Fernet;

    private static ReadOnlySpan<byte> Salt => "Iguesscyborgslikemyselfhaveatendencytobeparanoidaboutourorigins"u8;

    private ReadOnlySpan<byte> Signed => _token.AsSpan(0, _token.Length - SHA256.HashSizeInBytes);

    /// <summary>Takes a file apart.</summary>
    /// <exception cref="WalletException">It is no whole token.</exception>
    internal static FernetCipher Parse(string path, ReadOnlySpan<byte> file) => Parse(path, file, Rounds);

    /// <summary>Takes a file apart whose key was made with another number of rounds.</summary>
    internal static FernetCipher Parse(string path, ReadOnlySpan<byte> file, int rounds)
    {
        byte[] token = new byte[Base64Url.GetMaxDecodedLength(file.Length)];
        bool decoded = Base64Url.DecodeFromUtf8(file, token, out _, out int length) == OperationStatus.Done;
        int ciphertext = length - HeadLength - SHA256.HashSizeInBytes;
        return decoded && token[0] == Version && ciphertext > 0 && ciphertext % BlockLength == 0
            ? new(path, token[..length], rounds)
            : throw new WalletException(
                WalletFailure.Corrupt, path, "the encrypted file (a Fernet token) was cut off or edited; restore it from a backup");
    }

    public SecretBytes? Decrypt(ReadOnlySpan<byte> password)
    {
        using SecretBytes key = SecretBytes.Allocate(2 * KeyLength);
        Rfc2898DeriveBytes.Pbkdf2(password, Salt, key.Span, _rounds, HashAlgorithmName.SHA256);
        Span<byte> mac = stackalloc byte[SHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Span[..KeyLength], Signed, mac);
        return CryptographicOperations.FixedTimeEquals(mac, _token.AsSpan(Signed.Length)) ? Open(key.Span[KeyLength..]) : null;
    }

    private SecretBytes Open(ReadOnlySpan<byte> key)
    {
        ReadOnlySpan<byte> ciphertext = Signed[HeadLength..];
        SecretBytes plaintext = SecretBytes.Allocate(ciphertext.Length);
        try
        {
            using Aes aes = Aes.Create();
            aes.SetKey(key);
            plaintext.Shorten(aes.DecryptCbc(ciphertext, Signed[(HeadLength - BlockLength)..HeadLength], plaintext.Span));
            return plaintext;
        }
        catch (CryptographicException)
        {
            plaintext.Dispose();
            throw new WalletException(
                WalletFailure.Corrupt,
                _path,
                "the password is right, but the text in the file does not end as it must; restore it from a backup");
        }
    }
}
