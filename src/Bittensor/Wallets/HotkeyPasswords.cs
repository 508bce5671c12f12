namespace Bittensor.Wallets;

/// <summary>Tries passwords on an encrypted hotkey: the given one, else the environment's, else what somebody types.</summary>
/// <remarks>
/// Order and retries as in btwallet: a given or environment password has one attempt, a typed one three. A typed password is tried as
/// it was typed (the old Python btwallet encrypted so) and, if it has white space around it, also without (the current one trims).
/// </remarks>
internal sealed class HotkeyPasswords(Keyfile keyfile, WalletLocation location, WalletEnvironment environment)
{
    private string Path => location.HotkeyFile;

    /// <summary>Opens the file with a given password.</summary>
    /// <exception cref="WalletException">The password is wrong, or the file is damaged.</exception>
    internal async Task<KeyfileKey> OpenAsync(Password password, CancellationToken cancellationToken) =>
        await TryAsync(password, cancellationToken).ConfigureAwait(false) ?? throw Wrong(Path, "the given password does not open it");

    /// <summary>Opens the file with the environment's password or a typed one.</summary>
    /// <exception cref="WalletException">There is no password, or it is wrong, or the file is damaged.</exception>
    internal async Task<KeyfileKey> OpenAsync(IPasswordPrompt prompt, CancellationToken cancellationToken)
    {
        if (PasswordVariable.Find(Path, environment) is var (password, name))
        {
            using (password)
            {
                return await TryAsync(password, cancellationToken).ConfigureAwait(false)
                    ?? throw Wrong(Path, $"the password in {name} does not open it");
            }
        }

        for (int attempt = 1; attempt <= PasswordRequest.MaxAttempts; attempt++)
        {
            PasswordRequest request = new(Path, location.Hotkey, attempt);
            using Password? typed = await prompt.AskAsync(request, cancellationToken).ConfigureAwait(false);
            KeyfileKey? key = await TryTypedAsync(typed ?? throw Needed(), cancellationToken).ConfigureAwait(false);
            if (key is not null)
            {
                return key;
            }
        }

        throw Wrong(Path, $"none of the {PasswordRequest.MaxAttempts} passwords opens it");
    }

    private async Task<KeyfileKey?> TryTypedAsync(Password typed, CancellationToken cancellationToken)
    {
        KeyfileKey? key = await TryAsync(typed, cancellationToken).ConfigureAwait(false);
        using Password? trimmed = key is null ? typed.Trimmed() : null;
        return trimmed is null ? key : await TryAsync(trimmed, cancellationToken).ConfigureAwait(false);
    }

    private Task<KeyfileKey?> TryAsync(Password password, CancellationToken cancellationToken) =>
        KeyDerivationGate.RunAsync(() => keyfile.Decrypt(password.Bytes), cancellationToken);

    private WalletException Needed() => new(
        WalletFailure.PasswordNeeded,
        Path,
        "it is encrypted, and there is no terminal to ask for its password; "
            + $"run this at a terminal, or set {PasswordVariable.NameOf(Path)}");

    private static WalletException Wrong(string path, string reason) => new(
        WalletFailure.WrongPassword,
        path,
        $"{reason}: it is wrong, or the file was damaged, which looks the same; try again, or restore the file from a backup");
}
