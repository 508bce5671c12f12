using Bittensor.Tests.Support;
using Bittensor.Wallets;
using Fixtures;
using Substrate.Cryptography.Sr25519;

namespace Bittensor.Tests.Wallets;

public sealed class WalletTests : IDisposable
{
    private const string Alice = TemporaryWallets.Hotkey;
    private const string Leopard = "5HDvhV6WDCjCKyrXqGQSDYqQAzkzabNhctmiDYEqgBC66BsX";

    private readonly TemporaryWallets _wallets = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wallet_of_the_usual_tools_opens()
    {
        string root = Repository.Data("keyfiles", "tree", ".bittensor", "wallets");
        Wallet wallet = Wallet.Open(WalletLocation.Resolve("coldkey", "hotkey11", root));
        HotkeyFile file = wallet.FindHotkey();
        using UnlockedHotkey hotkey = await wallet.UnlockHotkeyAsync(NoPasswordPrompt.Instance, Cancellation);

        wallet.ColdkeyPublic.ToString().ShouldBe(TemporaryWallets.Coldkey);
        wallet.Warnings.ShouldBeEmpty();
        file.Account.ToString().ShouldBe(Leopard);
        (file.CanSign, file.Encryption).ShouldBe((true, KeyfileEncryption.None));
        hotkey.ToString().ShouldBe(Leopard);
        byte[] message = "message"u8.ToArray();
        Sr25519Verifier.Default.Verify(hotkey.Account.AsSpan(), message, hotkey.Keypair.Sign(message)).ShouldBeTrue();
    }

    [Fact]
    public void A_watch_only_wallet_knows_its_coldkey_and_has_no_hotkey()
    {
        string root = Repository.Data("keyfiles", "tree", ".bittensor", "wallets");
        Wallet wallet = Wallet.Open(WalletLocation.Resolve("default", "default", root));

        wallet.ColdkeyPublic.ToString().ShouldBe(Alice);
        WalletException exception = Should.Throw<WalletException>(wallet.FindHotkey);
        exception.Failure.ShouldBe(WalletFailure.Missing);
        exception.Message.ShouldContain("there is no hotkey 'default' in the wallet 'default'; it has no hotkeys");
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("garbage")]
    [InlineData("directory")]
    [InlineData("link to itself")]
    [InlineData("unreadable")]
    [InlineData("endless")]
    public async Task The_coldkey_is_never_touched_whatever_it_is(string kind)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && kind is not ("missing" or "garbage" or "directory"), "this kind of file is of Unix");
        string coldkey = _wallets.Path("miner", "coldkey");
        _wallets.WriteHotkey(TemporaryWallets.HotkeyJson);
        _wallets.WritePublic(["miner", "coldkeypub.txt"], TemporaryWallets.Coldkey);
        if (kind == "garbage")
        {
            File.WriteAllText(coldkey, "$NACL");
        }
        else if (kind == "directory")
        {
            Directory.CreateDirectory(coldkey);
        }
        else if (kind == "link to itself")
        {
            File.CreateSymbolicLink(coldkey, coldkey);
        }
        else if (kind == "unreadable")
        {
            File.WriteAllText(coldkey, "$NACL");
            TemporaryWallets.SetMode(coldkey, UnixFileMode.None);
        }
        else if (kind == "endless")
        {
            // Whoever opens a pipe that nobody writes to waits for ever.
            await System.Diagnostics.Process.Start("mkfifo", [coldkey]).WaitForExitAsync(Cancellation);
            File.Exists(coldkey).ShouldBeTrue();
        }

        Wallet wallet = _wallets.Open();
        using UnlockedHotkey hotkey = await wallet.UnlockHotkeyAsync(NoPasswordPrompt.Instance, Cancellation);

        wallet.ColdkeyPublic.ToString().ShouldBe(TemporaryWallets.Coldkey);
        wallet.FindHotkey().Account.ToString().ShouldBe(Alice);
        hotkey.ToString().ShouldBe(Alice);
        (wallet.Warnings.Count, hotkey.Warnings.Count).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Opening_a_wallet_does_not_change_when_its_coldkey_was_read()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only here is it known how times of access behave");
        string coldkey = _wallets.Write(["miner", "coldkey"], KeyfileCase.Of("nacl/coldkey_unicode_pw").Read());
        string hotkey = _wallets.WriteHotkey(TemporaryWallets.HotkeyJson);

        // Under relatime, a file that was last read before it was written is marked at its next reading.
        DateTime longAgo = new(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastAccessTimeUtc(coldkey, longAgo);
        File.SetLastAccessTimeUtc(hotkey, longAgo);

        Wallet wallet = _wallets.Open();
        wallet.FindHotkey();
        (await wallet.UnlockHotkeyAsync(NoPasswordPrompt.Instance, Cancellation)).Dispose();

        Assert.SkipWhen(File.GetLastAccessTimeUtc(hotkey) == longAgo, "this file system keeps no times of access");
        File.GetLastAccessTimeUtc(coldkey).ShouldBe(longAgo);
    }

    [Fact]
    public void A_missing_wallet_is_answered_with_those_there_are()
    {
        _wallets.WriteHotkey(TemporaryWallets.HotkeyJson);
        _wallets.Write(["other", "coldkeypub.txt"], "");

        WalletException exception = Should.Throw<WalletException>(() => _wallets.Open(name: "minor"));

        exception.Failure.ShouldBe(WalletFailure.Missing);
        exception.Message.ShouldContain($"there is no wallet 'minor'; wallets in {_wallets.Root}: miner, other;");
    }

    [Fact]
    public void A_missing_hotkey_is_answered_with_those_there_are()
    {
        _wallets.WriteHotkey(TemporaryWallets.HotkeyJson);
        _wallets.WritePublic(["miner", "hotkeys", "hotpub.txt"], Alice);
        _wallets.Write(["miner", "hotkeys", ".hidden"], "");
        _wallets.Write(["miner", "hotkeys", "cool"], "");

        WalletException exception = Should.Throw<WalletException>(() => _wallets.Open(hotkey: "hit").FindHotkey());

        exception.Failure.ShouldBe(WalletFailure.Missing);
        exception.Subject.ShouldBe(_wallets.Path("miner", "hotkeys", "hit"));
        exception.Message.ShouldContain($"hotkeys in {_wallets.Path("miner", "hotkeys")}: cool, hot;");
    }

    [Fact]
    public void Many_wallets_are_not_all_listed()
    {
        for (int index = 0; index < 20; index++)
        {
            Directory.CreateDirectory(_wallets.Path($"wallet{index:00}"));
        }

        Should.Throw<WalletException>(() => _wallets.Open()).Message.ShouldContain("wallet08, wallet09, …;");
    }

    [Fact]
    public void An_empty_directory_of_wallets_is_said_so() =>
        Should.Throw<WalletException>(() => _wallets.Open()).Message.ShouldContain($"there are no wallets in {_wallets.Root};");

    [Fact]
    public void A_missing_directory_of_wallets_is_said_so()
    {
        WalletLocation location = WalletLocation.Resolve("miner", "hot", _wallets.Path("nowhere"));

        WalletException exception = Should.Throw<WalletException>(() => Wallet.Open(location));

        exception.Failure.ShouldBe(WalletFailure.Missing);
        exception.Subject.ShouldBe(_wallets.Path("nowhere"));
    }

    [Fact]
    public void A_directory_of_wallets_that_is_closed_to_the_user_is_said_so()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "permissions are set up as on Linux");
        _wallets.WriteHotkey(TemporaryWallets.HotkeyJson);
        TemporaryWallets.SetMode(_wallets.Root, UnixFileMode.None);
        try
        {
            Unprivileged.Run(() => Should.Throw<WalletException>(() => _wallets.Open()).Failure.ShouldBe(WalletFailure.Unreadable));
        }
        finally
        {
            TemporaryWallets.SetMode(_wallets.Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Theory]
    [InlineData("bad/empty_file", "is empty")]
    [InlineData("nacl/coldkey_unicode_pw", "is not encrypted")]
    [InlineData("bad/coldkeypub_bad_checksum.txt", "is no key")]
    public void A_coldkeypub_that_cannot_be_used_is_as_good_as_none_but_for_a_warning(string file, string said)
    {
        _wallets.Write(["miner", "coldkeypub.txt"], KeyfileCase.Of(file).Read());
        Wallet wallet = _wallets.Open();

        wallet.ColdkeyPublic.ShouldBeNull();
        WalletWarning warning = wallet.Warnings.ShouldHaveSingleItem();
        warning.Kind.ShouldBe(WalletWarningKind.PublicFileUnusable);
        warning.Message.ShouldContain(said);
        warning.ToString().ShouldBe(warning.Message);
    }

    [Fact]
    public void A_wallet_without_coldkeypub_has_no_warning_for_it()
    {
        _wallets.WriteHotkey(TemporaryWallets.HotkeyJson);
        Wallet wallet = _wallets.Open();

        wallet.ColdkeyPublic.ShouldBeNull();
        wallet.Warnings.ShouldBeEmpty();
    }

    public void Dispose() => _wallets.Dispose();
}
