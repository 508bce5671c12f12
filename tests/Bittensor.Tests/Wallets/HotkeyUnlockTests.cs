using System.Text;
using Bittensor.Tests.Support;
using Bittensor.Wallets;

namespace Bittensor.Tests.Wallets;

/// <summary>Where passwords come from and how often they are tried, on a format that opens quickly.</summary>
public sealed class HotkeyUnlockTests : IDisposable
{
    private const string Alice = TemporaryWallets.Hotkey;

    private readonly TemporaryWallets _wallets = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_typed_password_opens_the_file()
    {
        string path = Encrypt("correct");
        TypedPasswords prompt = new("correct");

        (await AccountAsync(prompt)).ShouldBe(Alice);
        prompt.Requests.ShouldBe([new PasswordRequest(path, "hot", 1)]);
    }

    [Fact]
    public async Task A_typed_password_may_be_wrong_twice()
    {
        string path = Encrypt("correct");
        TypedPasswords prompt = new("wrong", "Correct", "correct");

        (await AccountAsync(prompt)).ShouldBe(Alice);
        prompt.Requests.ShouldBe([new(path, "hot", 1), new(path, "hot", 2), new(path, "hot", 3)]);
    }

    [Fact]
    public async Task A_password_that_is_wrong_three_times_is_wrong()
    {
        string path = Encrypt("correct");
        TypedPasswords prompt = new("one-guess", "two-guess", "three-guess", "correct");

        WalletException exception = await FailureAsync(prompt);

        exception.Failure.ShouldBe(WalletFailure.WrongPassword);
        exception.Subject.ShouldBe(path);
        exception.ToString().ShouldNotContain("guess");
        prompt.Requests.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("correct", " correct\t")]
    [InlineData(" spaced ", " spaced ")]
    [InlineData("", "  ")]
    [InlineData("", "")]
    public async Task A_typed_password_is_tried_as_it_is_and_trimmed(string password, string typed)
    {
        Encrypt(password);
        TypedPasswords prompt = new(typed);

        (await AccountAsync(prompt)).ShouldBe(Alice);
        prompt.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task White_space_that_belongs_to_a_password_must_be_typed()
    {
        Encrypt(" spaced ");

        (await FailureAsync(new("spaced", "spaced", "spaced"))).Failure.ShouldBe(WalletFailure.WrongPassword);
    }

    [Fact]
    public async Task Where_nobody_can_be_asked_the_variable_to_set_is_named()
    {
        string path = Encrypt("correct");

        WalletException exception = await FailureAsync(new((string?)null));

        exception.Failure.ShouldBe(WalletFailure.PasswordNeeded);
        exception.Message.ShouldContain("no terminal");
        exception.Message.ShouldContain(PasswordVariable.NameOf(path));
        (await Should.ThrowAsync<WalletException>(() => _wallets.Open().UnlockHotkeyAsync(NoPasswordPrompt.Instance, Cancellation)))
            .Failure.ShouldBe(WalletFailure.PasswordNeeded);
    }

    [Fact]
    public async Task The_password_of_the_environment_opens_the_file_unasked()
    {
        string path = Encrypt("correct");
        Set(PasswordVariable.NameOf(path), "correct");
        TypedPasswords prompt = new();

        (await AccountAsync(prompt)).ShouldBe(Alice);
        prompt.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData(" correct")]
    public async Task A_wrong_password_of_the_environment_is_final(string password)
    {
        string path = Encrypt("correct");
        Set(PasswordVariable.NameOf(path), password);
        TypedPasswords prompt = new("correct");

        WalletException exception = await FailureAsync(prompt);

        exception.Failure.ShouldBe(WalletFailure.WrongPassword);
        exception.Message.ShouldContain(PasswordVariable.NameOf(path));
        prompt.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_variable_without_a_password_is_said_so()
    {
        string path = Encrypt("correct");
        _wallets.Variables[PasswordVariable.NameOf(path)] = "correct!";

        (await FailureAsync(new("correct"))).Failure.ShouldBe(WalletFailure.PasswordVariableInvalid);
    }

    [Fact]
    public async Task A_given_password_comes_before_that_of_the_environment()
    {
        string path = Encrypt("correct");
        Set(PasswordVariable.NameOf(path), "wrong");
        using Password given = Password.FromText("correct");
        using UnlockedHotkey hotkey = await _wallets.Open().FindHotkey().UnlockAsync(given, Cancellation);

        hotkey.ToString().ShouldBe(Alice);
        given.Bytes.ToArray().ShouldBe("correct"u8.ToArray());
    }

    [Fact]
    public async Task A_wrong_given_password_is_final()
    {
        string path = Encrypt("correct");
        Set(PasswordVariable.NameOf(path), "correct");
        using Password given = Password.FromText("wrong");

        WalletException exception =
            await Should.ThrowAsync<WalletException>(() => _wallets.Open().FindHotkey().UnlockAsync(given, Cancellation));
        exception.Failure.ShouldBe(WalletFailure.WrongPassword);
    }

    [Fact]
    public async Task A_plain_file_asks_for_nothing()
    {
        string path = _wallets.WriteHotkey(TemporaryWallets.HotkeyJson);
        _wallets.Variables[PasswordVariable.NameOf(path)] = "not even base64!";
        TypedPasswords prompt = new();
        using Password given = Password.FromText("unused");
        using UnlockedHotkey hotkey = await _wallets.Open().FindHotkey().UnlockAsync(given, Cancellation);

        (await AccountAsync(prompt)).ShouldBe(Alice);
        hotkey.ToString().ShouldBe(Alice);
        prompt.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_damaged_file_is_said_so_before_anybody_is_asked()
    {
        _wallets.WriteHotkey("$ANSIBLE_VAULT;1.1;AES256\n3031");
        TypedPasswords prompt = new("correct");

        (await FailureAsync(prompt)).Failure.ShouldBe(WalletFailure.Corrupt);
        prompt.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_decrypts_to_no_key_is_not_asked_for_again()
    {
        _wallets.WriteHotkey(AnsibleVaultWriter.Encrypt("not json", "correct"));
        TypedPasswords prompt = new("correct", "correct", "correct");

        (await FailureAsync(prompt)).Failure.ShouldBe(WalletFailure.NotAKeyfile);
        prompt.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_lies_beside_an_encrypted_hotkey_is_compared_once_it_is_open()
    {
        string path = Encrypt("correct");
        _wallets.WritePublic(["miner", "hotkeys", "hotpub.txt"], TemporaryWallets.Coldkey);
        _wallets.WritePublic(["miner", "coldkeypub.txt"], Alice);
        TemporaryWallets.SetMode(path, UnixFileMode.UserRead | UnixFileMode.OtherRead);

        using UnlockedHotkey hotkey = await _wallets.Open().UnlockHotkeyAsync(new TypedPasswords("correct"), Cancellation);

        hotkey.Warnings.Select(warning => warning.Kind).ShouldBe(
            [
                .. OperatingSystem.IsWindows() ? Array.Empty<WalletWarningKind>() : [WalletWarningKind.AccessibleByOthers],
                WalletWarningKind.PublicFileDiffers,
                WalletWarningKind.HotkeyIsColdkey,
            ]);
    }

    [Fact]
    public async Task A_cancelled_unlock_asks_nobody_and_opens_nothing()
    {
        Encrypt("correct");
        TypedPasswords prompt = new("correct");
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => _wallets.Open().UnlockHotkeyAsync(prompt, cancelled.Token));
        prompt.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_does_not_want_to_give_a_password_cancels()
    {
        Encrypt("correct");

        await Should.ThrowAsync<OperationCanceledException>(() => _wallets.Open().UnlockHotkeyAsync(new Refusing(), Cancellation));
    }

    [Fact]
    public async Task A_disposed_hotkey_signs_no_more()
    {
        Encrypt("correct");
        UnlockedHotkey hotkey = await _wallets.Open().UnlockHotkeyAsync(new TypedPasswords("correct"), Cancellation);
        hotkey.Dispose();

        Should.Throw<ObjectDisposedException>(() => hotkey.Keypair.Sign("message"u8));
        hotkey.ToString().ShouldBe(Alice);
    }

    public void Dispose() => _wallets.Dispose();

    private string Encrypt(string password) => _wallets.WriteHotkey(AnsibleVaultWriter.Encrypt(TemporaryWallets.HotkeyJson, password));

    private void Set(string variable, string password) =>
        _wallets.Variables[variable] = PasswordVariable.Encode(variable, Encoding.UTF8.GetBytes(password));

    private async Task<string> AccountAsync(TypedPasswords prompt)
    {
        using UnlockedHotkey hotkey = await _wallets.Open().UnlockHotkeyAsync(prompt, Cancellation);
        return hotkey.ToString();
    }

    private Task<WalletException> FailureAsync(TypedPasswords prompt) =>
        Should.ThrowAsync<WalletException>(() => _wallets.Open().UnlockHotkeyAsync(prompt, Cancellation));

    private sealed class Refusing : IPasswordPrompt
    {
        public ValueTask<Password?> AskAsync(PasswordRequest request, CancellationToken cancellationToken) =>
            throw new OperationCanceledException();
    }
}
