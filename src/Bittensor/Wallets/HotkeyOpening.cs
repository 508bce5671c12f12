using Substrate.Cryptography;
using Substrate.Cryptography.Sr25519;

namespace Bittensor.Wallets;

/// <summary>Opens the hotkey of a wallet, and compares it with the public files around it. Holds no secret.</summary>
internal sealed class HotkeyOpening
{
    private readonly WalletEnvironment _environment;
    private readonly AccountId? _coldkey;

    /// <summary>Reads the hotkey's public file, if there is one.</summary>
    /// <param name="location">Where the hotkey lies.</param>
    /// <param name="environment">Where the password may be found.</param>
    /// <param name="coldkey">The wallet's coldkey, if known.</param>
    internal HotkeyOpening(WalletLocation location, WalletEnvironment environment, AccountId? coldkey)
    {
        Location = location;
        _environment = environment;
        _coldkey = coldkey;
        List<WalletWarning> warnings = [];
        Published = PublicKeyfile.TryRead(location.HotkeyPublicFile, warnings);
        PublicWarnings = warnings;
    }

    internal WalletLocation Location { get; }

    /// <summary>The account in the hotkey's public file; null without a usable one.</summary>
    internal AccountId? Published { get; }

    /// <summary>What is odd about the public file itself.</summary>
    internal IReadOnlyList<WalletWarning> PublicWarnings { get; }

    /// <summary>Reads the hotkey's file.</summary>
    /// <exception cref="WalletException">It cannot be read, or is encrypted and damaged.</exception>
    internal Keyfile Read()
    {
        try
        {
            return Keyfile.Read(Location.HotkeyFile);
        }
        catch (WalletException exception)
            when (exception.Failure == WalletFailure.Missing && new FileInfo(Location.HotkeyFile).LinkTarget is null)
        {
            throw WalletNames.HotkeyMissing(Location);
        }
    }

    /// <summary>Opens the hotkey with the environment's password or a typed one.</summary>
    internal Task<UnlockedHotkey> UnlockAsync(IPasswordPrompt prompt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return UnlockAsync(passwords => passwords.OpenAsync(prompt, cancellationToken), cancellationToken);
    }

    /// <summary>Opens the hotkey with a given password.</summary>
    internal async Task<UnlockedHotkey> UnlockAsync(Password password, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(password);
        using Password copy = password.Copy();
        return await UnlockAsync(passwords => passwords.OpenAsync(copy, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Every warning there is.</summary>
    /// <param name="key">The hotkey, or null as long as it takes a password to know it.</param>
    internal IReadOnlyList<WalletWarning> WarningsOf(KeyfileKey? key)
    {
        List<WalletWarning> warnings = [.. PublicWarnings, .. key?.Warnings ?? []];
        if (key is not null && Published is { } published && published != key.Account)
        {
            warnings.Add(WalletWarning.Of(
                WalletWarningKind.PublicFileDiffers,
                Location.HotkeyPublicFile,
                $"it says {published}, but the hotkey '{Location.Hotkey}' is {key.Account}; remove it or make it anew"));
        }

        if (_coldkey is { } coldkey && coldkey == (key?.Account ?? Published))
        {
            warnings.Add(WalletWarning.Of(
                WalletWarningKind.HotkeyIsColdkey,
                Location.HotkeyFile,
                $"the hotkey is the same key as the wallet's coldkey {coldkey}, so that whoever takes over this machine "
                    + "takes the wallet's funds; use a hotkey of its own"));
        }

        return warnings;
    }

    private async Task<UnlockedHotkey> UnlockAsync(Func<HotkeyPasswords, Task<KeyfileKey>> open, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using Keyfile file = Read();
        KeyfileKey key = file.Encryption == KeyfileEncryption.None
            ? file.Open()
            : await open(new(file, Location, _environment)).ConfigureAwait(false);
        return key.Pair is Keypair pair
            ? new(pair, WarningsOf(key))
            : throw new WalletException(
                WalletFailure.PublicOnly,
                Location.HotkeyFile,
                "the file holds a public key only, so that nothing can be signed with it; "
                    + "put the hotkey's own file there (btcli wallet regen-hotkey)");
    }
}
