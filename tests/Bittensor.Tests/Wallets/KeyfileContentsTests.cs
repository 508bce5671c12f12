using Bittensor.Tests.Support;
using Bittensor.Wallets;

namespace Bittensor.Tests.Wallets;

public sealed class KeyfileContentsTests : IDisposable
{
    private readonly TemporaryWallets _wallets = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(KeyfileContents.MaxLength)]
    public void A_file_is_read_whole(int length)
    {
        byte[] bytes = [.. Enumerable.Range(0, length).Select(index => (byte)index)];
        using KeyfileContents contents = KeyfileContents.Read(_wallets.Write(["file"], bytes));

        contents.Bytes.Span.ToArray().ShouldBe(bytes);
        contents.Mode.ShouldBe(OperatingSystem.IsWindows() ? null : UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void A_file_that_is_too_long_is_no_key_file() =>
        Refused(_wallets.Write(["file"], new byte[KeyfileContents.MaxLength + 1]), WalletFailure.NotAKeyfile, "longer than 16 KiB");

    [Fact]
    public void A_file_without_end_is_read_no_further()
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "this system has no file without end");

        Refused("/dev/zero", WalletFailure.NotAKeyfile, "longer than 16 KiB");
    }

    [Fact]
    public void A_missing_file_is_missing()
    {
        Refused(_wallets.Path("none"), WalletFailure.Missing, "no such file");
        Refused(_wallets.Path("no", "directory"), WalletFailure.Missing, "no such file");
    }

    [Fact]
    public void A_directory_is_no_key_file() => Refused(_wallets.Root, WalletFailure.NotAKeyfile, "is a directory");

    [Fact]
    public void A_file_in_place_of_a_directory_is_said_so()
    {
        string file = _wallets.Write(["file"], "x");

        WalletException exception = Should.Throw<WalletException>(() => KeyfileContents.Read(Path.Combine(file, "hot")));
        exception.Failure.ShouldBeOneOf(WalletFailure.Missing, WalletFailure.Unreadable);
    }

    [Fact]
    public void A_file_of_another_user_is_unreadable()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "permissions are set up as on Linux");
        string file = _wallets.Write(["file"], "x");
        TemporaryWallets.SetMode(file, UnixFileMode.None);

        Unprivileged.Run(() => Refused(file, WalletFailure.Unreadable, $"the user '{Environment.UserName}' may not read it"));
    }

    [Fact]
    public void A_link_is_followed()
    {
        SkipWithoutLinks();
        string target = _wallets.Write(["target"], "contents");
        TemporaryWallets.SetMode(target, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        File.CreateSymbolicLink(_wallets.Path("link"), target);
        using KeyfileContents contents = KeyfileContents.Read(_wallets.Path("link"));

        contents.Bytes.Span.ToArray().ShouldBe("contents"u8.ToArray());
        contents.Mode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.GroupRead);
    }

    [Fact]
    public void A_link_to_nothing_says_where_it_leads()
    {
        SkipWithoutLinks();
        File.CreateSymbolicLink(_wallets.Path("link"), _wallets.Path("gone"));

        Refused(_wallets.Path("link"), WalletFailure.Missing, $"a link to {_wallets.Path("gone")}, which does not exist");
    }

    [Fact]
    public void A_link_to_itself_is_unreadable()
    {
        SkipWithoutLinks();
        File.CreateSymbolicLink(_wallets.Path("link"), _wallets.Path("link"));

        Refused(_wallets.Path("link"), WalletFailure.Unreadable, "cannot be read");
    }

    [Theory]
    [InlineData("miner", "coldkey")]
    [InlineData("coldkey", "coldkey")]
    [InlineData("miner", "..", "miner", "coldkey")]
    public void A_coldkey_is_never_opened(params string[] path)
    {
        _wallets.Write(["miner", "coldkey"], TemporaryWallets.HotkeyJson);
        _wallets.Write(["coldkey", "coldkey"], TemporaryWallets.HotkeyJson);

        Refused(_wallets.Path(path), WalletFailure.ColdkeyRefused, "coldkeys are never opened");
    }

    [Fact]
    public void A_link_to_a_coldkey_is_not_opened_either()
    {
        SkipWithoutLinks();
        string coldkey = _wallets.Write(["miner", "coldkey"], TemporaryWallets.HotkeyJson);
        Directory.CreateDirectory(_wallets.Path("miner", "hotkeys"));
        File.CreateSymbolicLink(_wallets.Path("miner", "hotkeys", "absolute"), coldkey);
        File.CreateSymbolicLink(_wallets.Path("miner", "hotkeys", "relative"), Path.Combine("..", "coldkey"));
        File.CreateSymbolicLink(_wallets.Path("miner", "hotkeys", "twice"), "relative");
        Directory.CreateSymbolicLink(_wallets.Path("other"), _wallets.Path("miner"));
        Directory.CreateDirectory(_wallets.Path("third"));
        Directory.CreateSymbolicLink(_wallets.Path("third", "hotkeys"), Path.Combine("..", "miner"));

        foreach (string[] path in (string[][])
            [
                ["miner", "hotkeys", "absolute"],
                ["miner", "hotkeys", "relative"],
                ["miner", "hotkeys", "twice"],
                ["other", "coldkey"],
                ["third", "hotkeys", "coldkey"],
            ])
        {
            Refused(_wallets.Path(path), WalletFailure.ColdkeyRefused, "coldkeys are never opened");
        }
    }

    [Fact]
    public void A_hotkey_may_be_called_coldkey()
    {
        using KeyfileContents contents = KeyfileContents.Read(_wallets.Write(["coldkey", "hotkeys", "coldkey"], "x"));

        contents.Bytes.Length.ShouldBe(1);
    }

    public void Dispose() => _wallets.Dispose();

    private static void SkipWithoutLinks() =>
        Assert.SkipWhen(OperatingSystem.IsWindows(), "making symbolic links takes a privilege on Windows");

    private static void Refused(string path, WalletFailure failure, string said)
    {
        WalletException exception = Should.Throw<WalletException>(() => KeyfileContents.Read(path).Dispose());
        exception.Failure.ShouldBe(failure);
        exception.Subject.ShouldBe(path);
        exception.Message.ShouldStartWith(path + ": ");
        exception.Message.ShouldContain(said);
    }
}
