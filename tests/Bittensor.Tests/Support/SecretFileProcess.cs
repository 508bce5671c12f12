using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Bittensor.Wallets;
using Fixtures;

namespace Bittensor.Tests.Support;

/// <summary>
/// Turns this program, started with a certain variable, into one that writes a key file of random secrets, so that they never were in
/// the memory of the process that reads it.
/// </summary>
internal static partial class SecretFileProcess
{
    private const string Variable = "BITTENSOR_TESTS_WRITE_SECRETS";

    /// <summary>Writes a key file with a seed.</summary>
    /// <returns>The secrets that went into it, masked: the seed, its hex, the password, and the keys derived from that.</returns>
    public static async Task<byte[][]> WriteAsync(string path, KeyfileEncryption encryption, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment[Variable] = $"{encryption}:{path}";
        using Process process = Process.Start(start)!;
        string lines = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Convert.FromHexString)];
    }

    [ModuleInitializer]
    internal static void Run()
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split(':', 2) is [var encryption, var path])
        {
            Write(Enum.Parse<KeyfileEncryption>(encryption), path);
            Environment.Exit(0);
        }
    }

    private static void Write(KeyfileEncryption encryption, string path)
    {
        byte[] seed = RandomNumberGenerator.GetBytes(32);
        string hex = Convert.ToHexStringLower(seed);
        string password = Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
        string json = $$"""{"secretSeed":"0x{{hex}}"}""";
        byte[] derived = [];
        byte[] file = encryption switch
        {
            KeyfileEncryption.None => Encoding.ASCII.GetBytes(json),
            KeyfileEncryption.AnsibleVault => AnsibleVaultWriter.Encrypt(json, password, out derived),
            _ => EncryptNaCl(json, password, out derived),
        };
        File.WriteAllBytes(path, file);
        foreach (byte[] secret in (byte[][])[seed, Encoding.ASCII.GetBytes(hex), Encoding.ASCII.GetBytes(password), .. derived.Chunk(32)])
        {
            Console.WriteLine(Convert.ToHexString(ProcessMemory.Masked(secret)));
        }
    }

    private static byte[] EncryptNaCl(string json, string password, out byte[] key)
    {
        key = new byte[Argon2i.KeyLength];
        Argon2i.TryDerive(Encoding.UTF8.GetBytes(password), key).ShouldBeTrue();
        byte[] text = Encoding.UTF8.GetBytes(json);
        byte[] nonce = RandomNumberGenerator.GetBytes(NaClCipher.NonceLength);
        byte[] box = new byte[NaClCipher.TagLength + text.Length];
        crypto_secretbox_easy(box, text, (ulong)text.Length, nonce, key).ShouldBe(0);
        return [.. NaClCipher.Magic, .. nonce, .. box];
    }

    [LibraryImport("libsodium")]
    private static partial int crypto_secretbox_easy(byte[] box, byte[] message, ulong length, byte[] nonce, byte[] key);
}
