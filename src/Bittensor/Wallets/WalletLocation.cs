namespace Bittensor.Wallets;

/// <summary>Where a wallet lies: the directory of all wallets, the wallet's name and the hotkey's name, all checked.</summary>
/// <remarks>
/// Layout as btwallet has it: <c>&lt;root&gt;/&lt;name&gt;/hotkeys/&lt;hotkey&gt;</c>, beside it <c>&lt;hotkey&gt;pub.txt</c>, and
/// <c>&lt;root&gt;/&lt;name&gt;/coldkeypub.txt</c>. The coldkey itself has no place here, because nothing here opens it.
/// </remarks>
public sealed record WalletLocation
{
    /// <summary>The directory of all wallets where nothing else is said.</summary>
    public const string DefaultRoot = "~/.bittensor/wallets";

    /// <summary>The name of a wallet and of a hotkey where nothing else is said.</summary>
    public const string DefaultName = "default";

    /// <summary>The environment variable with the wallet's name.</summary>
    public const string NameVariable = "BT_WALLET_NAME";

    /// <summary>The environment variable with the hotkey's name.</summary>
    public const string HotkeyVariable = "BT_WALLET_HOTKEY";

    /// <summary>The environment variable with the directory of all wallets.</summary>
    public const string RootVariable = "BT_WALLET_PATH";

    private WalletLocation(string root, string name, string hotkey)
    {
        Root = root;
        Name = name;
        Hotkey = hotkey;
    }

    /// <summary>The directory of all wallets, with <c>~/</c> expanded; relative if it was given so.</summary>
    public string Root { get; }

    /// <summary>The wallet's name, which is also called its coldkey name.</summary>
    public string Name { get; }

    /// <summary>The hotkey's name.</summary>
    public string Hotkey { get; }

    /// <summary>The wallet's directory.</summary>
    public string WalletDirectory => Path.Combine(Root, Name);

    /// <summary>The directory of the wallet's hotkeys.</summary>
    public string HotkeyDirectory => Path.Combine(Root, Name, "hotkeys");

    /// <summary>The hotkey's file.</summary>
    public string HotkeyFile => Path.Combine(Root, Name, "hotkeys", Hotkey);

    /// <summary>The file with the hotkey's public key, which only recent tools write.</summary>
    public string HotkeyPublicFile => HotkeyFile + "pub.txt";

    /// <summary>The file with the coldkey's public key.</summary>
    public string ColdkeyPublicFile => Path.Combine(Root, Name, "coldkeypub.txt");

    /// <summary>Decides where a wallet lies: an argument, else its environment variable unless that is empty, else the default.</summary>
    /// <param name="name">The wallet's name; null for <c>BT_WALLET_NAME</c> or <c>default</c>.</param>
    /// <param name="hotkey">The hotkey's name; null for <c>BT_WALLET_HOTKEY</c> or <c>default</c>.</param>
    /// <param name="root">
    /// The directory of all wallets; null for <c>BT_WALLET_PATH</c> or <c>~/.bittensor/wallets</c>. A leading <c>~/</c> is the user's
    /// home directory; no other <c>~</c> and no <c>$VARIABLE</c> is expanded.
    /// </param>
    /// <exception cref="WalletException">
    /// <see cref="WalletFailure.InvalidLocation"/>: a name is empty, <c>.</c>, <c>..</c>, a path, or has control characters; the root is
    /// empty or has control characters; or it begins with <c>~/</c> and the user has no home directory.
    /// </exception>
    public static WalletLocation Resolve(string? name = null, string? hotkey = null, string? root = null) =>
        Resolve(name, hotkey, root, WalletEnvironment.OfProcess());

    /// <summary>As <see cref="Resolve(string?, string?, string?)"/>, in a given environment.</summary>
    internal static WalletLocation Resolve(string? name, string? hotkey, string? root, WalletEnvironment environment)
    {
        (string walletName, string nameSource) = Choose(name, "wallet name", NameVariable, DefaultName, environment);
        (string hotkeyName, string hotkeySource) = Choose(hotkey, "wallet hotkey", HotkeyVariable, DefaultName, environment);
        (string rootPath, string rootSource) = Choose(root, "wallet path", RootVariable, DefaultRoot, environment);
        PathSegment.Check(walletName, nameSource);
        PathSegment.Check(hotkeyName, hotkeySource);
        return new(Expand(rootPath, rootSource, environment), walletName, hotkeyName);
    }

    private static (string Value, string Source) Choose(
        string? argument, string setting, string variable, string fallback, WalletEnvironment environment) =>
        argument is not null ? (argument, setting)
        : environment.Variable(variable) is { Length: > 0 } value ? (value, variable)
        : (fallback, setting);

    private static string Expand(string root, string source, WalletEnvironment environment)
    {
        if (root.Length == 0 || PathSegment.HasUnprintable(root))
        {
            throw new WalletException(
                WalletFailure.InvalidLocation,
                source,
                root.Length == 0
                    ? $"the path is empty; leave the setting out to use {DefaultRoot}"
                    : "the path has a control character or an unpaired surrogate; give the plain path of the wallets' directory");
        }

        if (root.StartsWith("~/", StringComparison.Ordinal))
        {
            root = environment.Home.Length > 0
                ? Path.Combine(environment.Home, root[2..].TrimStart('/'))
                : throw new WalletException(
                    WalletFailure.InvalidLocation,
                    source,
                    $"{root} is below the home directory, and this user has none; give an absolute path");
        }

        return Path.TrimEndingDirectorySeparator(root);
    }
}
