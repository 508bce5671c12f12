using Bittensor.Registry;
using Bittensor.Wallets;
using Substrate.Cryptography;

namespace ReverseProxy.Registration;

/// <summary>What an operator wants on chain.</summary>
/// <param name="Target">The chain.</param>
/// <param name="Netuid">The subnet.</param>
/// <param name="Wallet">The wallet.</param>
/// <param name="Hotkey">The hotkey's files.</param>
/// <param name="Endpoint">Where the miner serves.</param>
/// <param name="IsOnline">Whether it is to be put on chain.</param>
/// <param name="Force">Whether to go on where a check before the submission says no.</param>
internal sealed record RegistrationRequest(
    ChainTarget Target, ushort Netuid, Wallet Wallet, HotkeyFile Hotkey, MinerEndpoint Endpoint, bool IsOnline, bool Force)
{
    /// <summary>The coldkey's address, or why it is not known.</summary>
    public string Coldkey => Wallet.ColdkeyPublic?.ToSs58() ?? $"unknown: {Wallet.Location.ColdkeyPublicFile} cannot be used or is missing";

    /// <summary>The hotkey's address, or why it is not known.</summary>
    public string HotkeyText(AccountId? account) => account?.ToSs58()
        ?? $"unknown without its password: {Wallet.Location.HotkeyFile} is encrypted, and there is no {Wallet.Location.HotkeyPublicFile}";
}
