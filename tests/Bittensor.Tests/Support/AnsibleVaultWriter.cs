using System.Security.Cryptography;
using System.Text;

namespace Bittensor.Tests.Support;

/// <summary>Writes Ansible Vaults: the cheapest to open of the encrypted formats, so the tests of passwords use it.</summary>
internal static class AnsibleVaultWriter
{
    /// <summary>Encrypts as version 1.1, padding the text unless the test does.</summary>
    public static byte[] Encrypt(string text, string password, bool pad = true) => Encrypt(text, password, out _, pad);

    /// <summary>Encrypts as version 1.1, and gives the 80 bytes derived from the password.</summary>
    public static byte[] Encrypt(string text, string password, out byte[] derived, bool pad = true)
    {
        byte[] salt = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        derived = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, 10_000, HashAlgorithmName.SHA256, 80);
        byte[] plain = Encoding.UTF8.GetBytes(text);
        int padding = pad ? 16 - (plain.Length % 16) : 0;
        byte[] ciphertext = Counter(derived[..32], derived[64..80], [.. plain, .. Enumerable.Repeat((byte)padding, padding)]);
        byte[] mac = HMACSHA256.HashData(derived[32..64], ciphertext);
        string body = string.Join('\n', new[] { salt, mac, ciphertext }.Select(Convert.ToHexStringLower));
        IEnumerable<string> lines = Convert.ToHexStringLower(Encoding.ASCII.GetBytes(body)).Chunk(80).Select(line => new string(line));
        return Encoding.ASCII.GetBytes($"$ANSIBLE_VAULT;1.1;AES256\n{string.Join('\n', lines)}\n");
    }

    private static byte[] Counter(byte[] key, byte[] counter, byte[] text)
    {
        using Aes aes = Aes.Create();
        aes.Key = key;
        for (int start = 0; start < text.Length; start += 16)
        {
            byte[] keystream = aes.EncryptEcb(counter, PaddingMode.None);
            for (int index = 0; index < 16; index++)
            {
                text[start + index] ^= keystream[index];
            }

            for (int digit = 15; digit >= 0 && ++counter[digit] == 0; digit--)
            {
            }
        }

        return text;
    }
}
