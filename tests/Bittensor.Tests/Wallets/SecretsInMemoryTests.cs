using System.Runtime.CompilerServices;
using Bittensor.Tests.Support;
using Bittensor.Wallets;
using Fixtures;

namespace Bittensor.Tests.Wallets;

[Collection(HalfAGigabyte.Name)]
public sealed class SecretsInMemoryTests : IDisposable
{
    private readonly TemporaryWallets _wallets = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(KeyfileEncryption.None)]
    [InlineData(KeyfileEncryption.AnsibleVault)]
    [InlineData(KeyfileEncryption.NaCl)]
    public async Task An_opened_file_leaves_nothing_of_its_secrets_in_the_process(KeyfileEncryption encryption)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the memory of a process is searched through /proc, which only Linux has");
        byte[][] secrets = await SecretFileProcess.WriteAsync(_wallets.WriteHotkey(""), encryption, Cancellation);
        secrets.Length.ShouldBe(encryption switch { KeyfileEncryption.None => 3, KeyfileEncryption.NaCl => 4, _ => 6 });

        // The search can find what is there: the password, once.
        using (Password password = Typed(secrets[2]))
        {
            ProcessMemory.Count(secrets[2]).ShouldBe(1);
            using UnlockedHotkey hotkey = await _wallets.Open().FindHotkey().UnlockAsync(password, Cancellation);
            hotkey.Keypair.Sign("message"u8);
        }

        secrets.Select(secret => ProcessMemory.Count(secret)).ShouldAllBe(count => count == 0);
    }

    [Fact]
    public async Task A_wrong_password_leaves_nothing_either()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the memory of a process is searched through /proc, which only Linux has");
        _wallets.WriteHotkey(AnsibleVaultWriter.Encrypt(TemporaryWallets.HotkeyJson, "correct"));
        byte[][] secrets = await SecretFileProcess.WriteAsync(_wallets.Path("other"), KeyfileEncryption.None, Cancellation);
        using (Password password = Typed(secrets[2]))
        {
            await Should.ThrowAsync<WalletException>(() => _wallets.Open().FindHotkey().UnlockAsync(password, Cancellation));
        }

        ProcessMemory.Count(secrets[2]).ShouldBe(0);
    }

    public void Dispose() => _wallets.Dispose();

    /// <summary>A password as somebody types it, key by key, from its masked form.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Password Typed(byte[] masked)
    {
        using PasswordLine line = new();
        foreach (byte character in masked)
        {
            line.Press(PasswordKeys.Of((char)ProcessMemory.Masked([character])[0]));
        }

        return line.ToPassword();
    }
}
