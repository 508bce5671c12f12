using System.CommandLine;
using ReverseProxy.CommandLine;
using Substrate.Cryptography;
using Substrate.Cryptography.Sr25519;

namespace ReverseProxy.Signing;

/// <summary>The options by which a command knows who signs, and for whom.</summary>
internal sealed class SigningOptions
{
    private readonly WalletOptions _wallet = new();
    private readonly Option<string?> _developmentKey = new("--dev-key") { Description = "Sign with a key of the development phrase instead, such as //Alice", HelpName = "URI" };
    private readonly Option<string> _miner = new("--miner-hotkey", "--for") { Description = "The miner's hotkey: whom the request is signed for", HelpName = "HOTKEY", Required = true };

    public void AddTo(Command command)
    {
        command.Options.Add(_miner);
        _wallet.AddTo(command);
        command.Options.Add(_developmentKey);
    }

    /// <summary>The miner's hotkey.</summary>
    /// <exception cref="CommandException">It is none.</exception>
    public string Miner(ParseResult result)
    {
        string miner = result.GetValue(_miner)!;
        return AccountId.TryParse(miner, out _) ? miner : throw new CommandException($"--miner-hotkey: \"{miner}\" is not a valid SS58 address", ExitCode.Usage);
    }

    /// <summary>Has somebody sign, and wipes the key afterwards.</summary>
    public async Task<T> SignAsync<T>(ParseResult result, Func<Keypair, T> sign, CancellationToken cancellationToken)
    {
        if (result.GetValue(_developmentKey) is { } uri)
        {
            using Keypair keypair = WalletOptions.Development(uri);
            return sign(keypair);
        }

        using Bittensor.Wallets.UnlockedHotkey hotkey = await _wallet.UnlockAsync(result, cancellationToken);
        return sign(hotkey.Keypair);
    }
}
