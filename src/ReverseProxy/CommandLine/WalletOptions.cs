using System.CommandLine;
using Bittensor.Wallets;
using Substrate.Cryptography.Mnemonics;
using Substrate.Cryptography.Sr25519;

namespace ReverseProxy.CommandLine;

/// <summary>The options by which commands find a wallet.</summary>
internal sealed class WalletOptions
{
    private readonly Option<string?> _name = new("--wallet.name", "--wallet-name") { Description = "The wallet, which is the coldkey's name [default: $BT_WALLET_NAME, else default]", HelpName = "NAME" };
    private readonly Option<string?> _hotkey = new("--wallet.hotkey", "--wallet-hotkey") { Description = "The hotkey's name [default: $BT_WALLET_HOTKEY, else default]", HelpName = "NAME" };
    private readonly Option<string?> _path = new("--wallet.path", "--wallet-path") { Description = "Where wallets lie [default: $BT_WALLET_PATH, else ~/.bittensor/wallets]", HelpName = "DIRECTORY" };

    /// <summary>Adds them; hidden where they are only taken because the original took them.</summary>
    public void AddTo(Command command, bool hidden = false)
    {
        foreach (Option<string?> option in new[] { _name, _hotkey, _path })
        {
            option.Hidden = hidden;
            command.Options.Add(option);
        }
    }

    /// <summary>Opens the wallet, without any password.</summary>
    /// <exception cref="WalletException">It cannot be used.</exception>
    public Wallet Open(ParseResult result) => Wallet.Open(WalletLocation.Resolve(result.GetValue(_name), result.GetValue(_hotkey), result.GetValue(_path)));

    /// <summary>Opens the wallet's hotkey for signing, asking for a password where it has one.</summary>
    /// <exception cref="WalletException">It cannot be used.</exception>
    public async Task<UnlockedHotkey> UnlockAsync(ParseResult result, CancellationToken cancellationToken)
    {
        UnlockedHotkey hotkey = await Open(result).UnlockHotkeyAsync(new ConsolePasswordPrompt(), cancellationToken);
        foreach (WalletWarning warning in hotkey.Warnings)
        {
            await Console.Error.WriteLineAsync("warning: " + warning.Message);
        }

        return hotkey;
    }

    /// <summary>A key of the development phrase, such as <c>//Alice</c>: everybody knows it, so it may stand on a command line.</summary>
    /// <exception cref="CommandException">It is another secret.</exception>
    public static Keypair Development(string uri)
    {
        if (!uri.StartsWith("//", StringComparison.Ordinal))
        {
            throw new CommandException("--dev-key takes keys of the development phrase, such as //Alice: a real secret never belongs on a command line", ExitCode.Usage);
        }

        return SecretUri.Open(uri);
    }
}
