using Substrate.Cryptography;

namespace Bittensor.Wallets;

/// <summary>A Bittensor wallet on disk: its hotkey, and who its coldkey is. The coldkey's own file is never opened.</summary>
/// <example>
/// <code>
/// Wallet wallet = Wallet.Open(WalletLocation.Resolve(name: "miner", hotkey: "gpu1"));
/// using UnlockedHotkey hotkey = await wallet.UnlockHotkeyAsync(new ConsolePasswordPrompt(), cancellationToken);
/// byte[] signature = hotkey.Keypair.Sign(message);
/// </code>
/// </example>
public sealed class Wallet
{
    private readonly WalletEnvironment _environment;

    private Wallet(WalletLocation location, WalletEnvironment environment, AccountId? coldkey, IReadOnlyList<WalletWarning> warnings)
    {
        Location = location;
        _environment = environment;
        ColdkeyPublic = coldkey;
        Warnings = warnings;
    }

    /// <summary>Where the wallet lies.</summary>
    public WalletLocation Location { get; }

    /// <summary>The coldkey's account, from <c>coldkeypub.txt</c>; null if that is missing or, with a warning, cannot be used.</summary>
    public AccountId? ColdkeyPublic { get; }

    /// <summary>What the operator should know about <c>coldkeypub.txt</c>. The hotkey's warnings come with the hotkey.</summary>
    public IReadOnlyList<WalletWarning> Warnings { get; }

    /// <summary>Opens a wallet. Reads <c>coldkeypub.txt</c> if there is one, and no secret.</summary>
    /// <exception cref="WalletException">There is no such wallet (the message lists others), or this user may not see it.</exception>
    public static Wallet Open(WalletLocation location) => Open(location, WalletEnvironment.OfProcess());

    /// <summary>As <see cref="Open(WalletLocation)"/>, in a given environment.</summary>
    internal static Wallet Open(WalletLocation location, WalletEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(location);
        if (!Directory.Exists(location.WalletDirectory))
        {
            throw WalletNames.WalletMissing(location);
        }

        List<WalletWarning> warnings = [];
        AccountId? coldkey = PublicKeyfile.TryRead(location.ColdkeyPublicFile, warnings);
        return new(location, environment, coldkey, warnings);
    }

    /// <summary>Looks at the hotkey's files, without a password.</summary>
    /// <exception cref="WalletException">There is no hotkey, or its file cannot be used; the message says why and what to do.</exception>
    public HotkeyFile FindHotkey() => HotkeyFile.Find(new(Location, _environment, ColdkeyPublic));

    /// <summary>Opens the hotkey, as <see cref="HotkeyFile.UnlockAsync(IPasswordPrompt, CancellationToken)"/> does, at once.</summary>
    /// <param name="prompt">Asks for the password if the file is encrypted and its environment variable is not set.</param>
    /// <param name="cancellationToken">Stops asking and waiting; a derivation under way (seconds) is brought to its end first.</param>
    /// <returns>The hotkey, to be disposed.</returns>
    /// <exception cref="WalletException">The hotkey cannot be opened; the message says why and what to do.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, by the token or by whoever was asked.</exception>
    public Task<UnlockedHotkey> UnlockHotkeyAsync(IPasswordPrompt prompt, CancellationToken cancellationToken) =>
        new HotkeyOpening(Location, _environment, ColdkeyPublic).UnlockAsync(prompt, cancellationToken);
}
