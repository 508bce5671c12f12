using Substrate.Cryptography;

namespace Bittensor.Wallets;

/// <summary>
/// What is known of a hotkey without its password: whether it is encrypted, and its account if the file is plain or
/// <c>&lt;hotkey&gt;pub.txt</c> tells. Holds no secret.
/// </summary>
/// <remarks>
/// Whatever a btwallet wrote opens: plain JSON, <c>$NACL</c>, Ansible Vault 1.1 and 1.2, and Fernet, which the current btwallet cannot
/// open. Where the current (Rust) and the old (Python) btwallet read a file differently, the choice is the one under which nobody signs
/// with another key than expected:
/// <list type="bullet">
/// <item>phrase and seed of two keys (one tool takes the phrase, the other the seed): refused, with both addresses;</item>
/// <item>a <c>privateKey</c> of 32 bytes or a <c>secretSeed</c> of 64 (only the current one): opened;</item>
/// <item>a member without meaning that is neither text nor null (only the old one): opened, with a warning;</item>
/// <item>a public key as bare <c>0x</c> hex, or an address of a foreign network: its key is known, but cannot sign;</item>
/// <item>a stated address or public key that is not that of the secret (neither compares them): opened, with a warning.</item>
/// </list>
/// </remarks>
public sealed class HotkeyFile
{
    private readonly HotkeyOpening _opening;

    private HotkeyFile(HotkeyOpening opening) => _opening = opening;

    /// <summary>Where the hotkey lies.</summary>
    public WalletLocation Location => _opening.Location;

    /// <summary>The hotkey's account; null if only the password would tell.</summary>
    public AccountId? Account { get; private init; }

    /// <summary>How the file is encrypted.</summary>
    /// <value><see cref="KeyfileEncryption.None"/> also where there is only the public file.</value>
    public KeyfileEncryption Encryption { get; private init; }

    /// <summary>Whether there is a secret to sign with that this process may read.</summary>
    public bool CanSign { get; private init; }

    /// <summary>The environment variable that may hold the file's password (base64 of it XORed with the variable's name).</summary>
    public string PasswordVariableName => PasswordVariable.NameOf(Location.HotkeyFile);

    /// <summary>What the operator should know about the hotkey's files.</summary>
    public IReadOnlyList<WalletWarning> Warnings { get; private init; } = [];

    /// <summary>Opens the hotkey with the password in its environment variable, else one that is asked for up to three times.</summary>
    /// <param name="prompt">Asks for the password. Asked nothing where the file is plain or the variable is set.</param>
    /// <param name="cancellationToken">Stops asking and waiting; a derivation under way (seconds) is brought to its end first.</param>
    /// <returns>The hotkey, to be disposed.</returns>
    /// <exception cref="WalletException">The hotkey cannot be opened; the message says why and what to do.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, by the token or by whoever was asked.</exception>
    public Task<UnlockedHotkey> UnlockAsync(IPasswordPrompt prompt, CancellationToken cancellationToken) =>
        _opening.UnlockAsync(prompt, cancellationToken);

    /// <summary>Opens the hotkey with a given password, which is left unused where the file is plain.</summary>
    /// <param name="password">The password; it is copied, and disposing of it is left to the caller.</param>
    /// <param name="cancellationToken">Stops waiting; a derivation under way (seconds) is brought to its end first.</param>
    /// <returns>The hotkey, to be disposed.</returns>
    /// <exception cref="WalletException">The hotkey cannot be opened; the message says why and what to do.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<UnlockedHotkey> UnlockAsync(Password password, CancellationToken cancellationToken) =>
        _opening.UnlockAsync(password, cancellationToken);

    /// <summary>Looks at a hotkey's files.</summary>
    /// <exception cref="WalletException">There is no usable hotkey and, where that is missing or unreadable, no public file.</exception>
    internal static HotkeyFile Find(HotkeyOpening opening)
    {
        try
        {
            using Keyfile file = opening.Read();
            using KeyfileKey? key = file.Encryption == KeyfileEncryption.None ? file.Open() : null;
            return new(opening)
            {
                Account = key?.Account ?? opening.Published,
                Encryption = file.Encryption,
                CanSign = key is null || key.Pair is not null,
                Warnings = opening.WarningsOf(key),
            };
        }
        catch (WalletException exception)
            when (opening.Published is not null && exception.Failure is WalletFailure.Missing or WalletFailure.Unreadable)
        {
            return new(opening) { Account = opening.Published, Warnings = opening.WarningsOf(null) };
        }
    }
}
