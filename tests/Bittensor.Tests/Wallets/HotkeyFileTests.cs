using Bittensor.Tests.Support;
using Bittensor.Wallets;

namespace Bittensor.Tests.Wallets;

public sealed class HotkeyFileTests : IDisposable
{
    private const string Alice = TemporaryWallets.Hotkey;
    private const string Other = TemporaryWallets.Coldkey;

    private readonly TemporaryWallets _wallets = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_plain_file_tells_its_account()
    {
        _wallets.WriteHotkey(TemporaryWallets.HotkeyJson);
        HotkeyFile file = _wallets.Open().FindHotkey();

        file.Account.ToString().ShouldBe(Alice);
        (file.CanSign, file.Encryption).ShouldBe((true, KeyfileEncryption.None));
        file.Warnings.ShouldBeEmpty();
        file.PasswordVariableName.ShouldBe(PasswordVariable.NameOf(file.Location.HotkeyFile));
    }

    [Theory]
    [InlineData("nacl/hotkey_full_ascii_pw", KeyfileEncryption.NaCl)]
    [InlineData("ansible/hotkey_full_v1.1", KeyfileEncryption.AnsibleVault)]
    [InlineData("fernet/hotkey_full", KeyfileEncryption.Fernet)]
    public void An_encrypted_file_tells_its_account_by_its_public_file_alone(string file, KeyfileEncryption encryption)
    {
        _wallets.WriteHotkey(KeyfileCase.Of(file).Read());
        HotkeyFile without = _wallets.Open().FindHotkey();
        _wallets.WritePublic(["miner", "hotkeys", "hotpub.txt"], Other);
        HotkeyFile with = _wallets.Open().FindHotkey();

        without.Account.ShouldBeNull();
        with.Account.ToString().ShouldBe(Other);
        (without.Encryption, with.Encryption).ShouldBe((encryption, encryption));
        (without.CanSign, with.CanSign).ShouldBe((true, true));
    }

    [Fact]
    public async Task A_public_file_alone_gives_an_account_that_cannot_sign()
    {
        _wallets.WritePublic(["miner", "hotkeys", "hotpub.txt"], Alice);
        HotkeyFile file = _wallets.Open().FindHotkey();

        file.Account.ToString().ShouldBe(Alice);
        file.CanSign.ShouldBeFalse();
        WalletException exception =
            await Should.ThrowAsync<WalletException>(() => file.UnlockAsync(NoPasswordPrompt.Instance, Cancellation));
        exception.Failure.ShouldBe(WalletFailure.Missing);
    }

    [Fact]
    public void A_hotkey_that_only_its_owner_reads_still_has_an_account_for_others()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "permissions are set up as on Linux");
        string hotkey = _wallets.WriteHotkey(TemporaryWallets.HotkeyJson);
        string published = _wallets.WritePublic(["miner", "hotkeys", "hotpub.txt"], Alice);
        TemporaryWallets.SetMode(hotkey, UnixFileMode.None);
        TemporaryWallets.SetMode(published, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        Unprivileged.Run(() =>
        {
            HotkeyFile file = _wallets.Open().FindHotkey();
            file.Account.ToString().ShouldBe(Alice);
            file.CanSign.ShouldBeFalse();
        });
        File.Delete(published);
        Unprivileged.Run(() =>
            Should.Throw<WalletException>(() => _wallets.Open().FindHotkey()).Failure.ShouldBe(WalletFailure.Unreadable));
    }

    [Fact]
    public async Task A_file_with_a_public_key_only_cannot_sign()
    {
        _wallets.WritePublic(["miner", "hotkeys", "hot"], Alice);
        HotkeyFile file = _wallets.Open().FindHotkey();

        file.CanSign.ShouldBeFalse();
        WalletException exception =
            await Should.ThrowAsync<WalletException>(() => file.UnlockAsync(NoPasswordPrompt.Instance, Cancellation));
        exception.Failure.ShouldBe(WalletFailure.PublicOnly);
    }

    [Fact]
    public async Task A_public_file_of_another_key_is_warned_about()
    {
        _wallets.WriteHotkey(TemporaryWallets.HotkeyJson);
        string published = _wallets.WritePublic(["miner", "hotkeys", "hotpub.txt"], Other);

        foreach (WalletWarning warning in await WarningsOfBothWaysAsync())
        {
            warning.Kind.ShouldBe(WalletWarningKind.PublicFileDiffers);
            warning.Path.ShouldBe(published);
            warning.Message.ShouldContain(Other);
            warning.Message.ShouldContain(Alice);
        }
    }

    [Fact]
    public async Task A_public_file_that_cannot_be_used_is_warned_about()
    {
        _wallets.WriteHotkey(TemporaryWallets.HotkeyJson);
        _wallets.Write(["miner", "hotkeys", "hotpub.txt"], "");

        (await WarningsOfBothWaysAsync()).ShouldAllBe(warning => warning.Kind == WalletWarningKind.PublicFileUnusable);
    }

    [Fact]
    public async Task A_hotkey_that_is_the_coldkey_is_warned_about()
    {
        _wallets.WriteHotkey(TemporaryWallets.HotkeyJson);
        _wallets.WritePublic(["miner", "coldkeypub.txt"], Alice);

        (await WarningsOfBothWaysAsync()).ShouldAllBe(warning => warning.Kind == WalletWarningKind.HotkeyIsColdkey);
    }

    [Fact]
    public void An_encrypted_hotkey_that_is_the_coldkey_is_warned_about_too()
    {
        _wallets.WriteHotkey(KeyfileCase.Of("nacl/hotkey_full_ascii_pw").Read());
        _wallets.WritePublic(["miner", "hotkeys", "hotpub.txt"], Alice);
        _wallets.WritePublic(["miner", "coldkeypub.txt"], Alice);

        _wallets.Open().FindHotkey().Warnings.ShouldHaveSingleItem().Kind.ShouldBe(WalletWarningKind.HotkeyIsColdkey);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead, "may read it")]
    [InlineData(UnixFileMode.OtherRead, "may read it")]
    [InlineData(UnixFileMode.GroupWrite, "may change it")]
    [InlineData(UnixFileMode.OtherRead | UnixFileMode.GroupWrite, "may read and change it")]
    public async Task A_secret_that_others_may_reach_is_warned_about(UnixFileMode others, string said)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such permissions");
        string hotkey = _wallets.WriteHotkey(TemporaryWallets.HotkeyJson);
        TemporaryWallets.SetMode(hotkey, UnixFileMode.UserRead | UnixFileMode.UserWrite | others);

        foreach (WalletWarning warning in await WarningsOfBothWaysAsync())
        {
            warning.Kind.ShouldBe(WalletWarningKind.AccessibleByOthers);
            warning.Path.ShouldBe(hotkey);
            warning.Message.ShouldContain(said);
            warning.Message.ShouldContain($"chmod 600 '{hotkey}'");
        }
    }

    [Fact]
    public async Task A_public_key_that_others_may_read_is_no_matter()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such permissions");
        _wallets.WriteHotkey(TemporaryWallets.HotkeyJson);
        string published = _wallets.WritePublic(["miner", "hotkeys", "hotpub.txt"], Alice);
        TemporaryWallets.SetMode(published, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        _wallets.Open().FindHotkey().Warnings.ShouldBeEmpty();
        using UnlockedHotkey hotkey = await _wallets.Open().UnlockHotkeyAsync(NoPasswordPrompt.Instance, Cancellation);
        hotkey.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", WalletFailure.Corrupt)]
    [InlineData("hello", WalletFailure.NotAKeyfile)]
    [InlineData("$NACL", WalletFailure.Corrupt)]
    public async Task A_broken_hotkey_is_not_hidden_by_its_public_file(string contents, WalletFailure failure)
    {
        _wallets.WriteHotkey(contents);
        _wallets.WritePublic(["miner", "hotkeys", "hotpub.txt"], Alice);

        Should.Throw<WalletException>(() => _wallets.Open().FindHotkey()).Failure.ShouldBe(failure);
        (await Should.ThrowAsync<WalletException>(() => _wallets.Open().UnlockHotkeyAsync(NoPasswordPrompt.Instance, Cancellation)))
            .Failure.ShouldBe(failure);
    }

    [Fact]
    public void A_link_to_a_missing_hotkey_says_where_it_leads()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "making symbolic links takes a privilege on Windows");
        Directory.CreateDirectory(_wallets.Path("miner", "hotkeys"));
        File.CreateSymbolicLink(_wallets.Path("miner", "hotkeys", "hot"), "/run/secrets/gone");

        Should.Throw<WalletException>(() => _wallets.Open().FindHotkey()).Message.ShouldContain("a link to /run/secrets/gone");
    }

    public void Dispose() => _wallets.Dispose();

    /// <summary>The one warning that looking gives, and the one that unlocking gives.</summary>
    private async Task<WalletWarning[]> WarningsOfBothWaysAsync()
    {
        using UnlockedHotkey hotkey = await _wallets.Open().UnlockHotkeyAsync(NoPasswordPrompt.Instance, Cancellation);
        return [_wallets.Open().FindHotkey().Warnings.ShouldHaveSingleItem(), hotkey.Warnings.ShouldHaveSingleItem()];
    }
}
