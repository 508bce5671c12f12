using BenchmarkDotNet.Attributes;
using Bittensor.Wallets;
using Substrate.Cryptography.Mnemonics;

namespace Benchmarks.Wallets;

/// <summary>From a plain wallet on disk to a hotkey that signs. Most of it is the 2048 rounds that turn a phrase into a seed.</summary>
[MemoryDiagnoser]
public class WalletBenchmarks
{
    private const string Seed = "0xfac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479e";

    private string _root = "";

    [Params(false, true)]
    public bool WithPhrase { get; set; }

    [GlobalSetup]
    public void Write()
    {
        _root = Directory.CreateTempSubdirectory("bittensor-benchmarks-").FullName;
        DirectoryInfo hotkeys = Directory.CreateDirectory(Path.Combine(_root, "miner", "hotkeys"));
        string phrase = WithPhrase ? $"\"secretPhrase\":\"{SecretUri.DevelopmentPhrase}\"," : "";
        File.WriteAllText(Path.Combine(hotkeys.FullName, "hot"), $"{{{phrase}\"secretSeed\":\"{Seed}\"}}");
        File.WriteAllText(
            Path.Combine(_root, "miner", "coldkeypub.txt"), """{"ss58Address":"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"}""");
    }

    [GlobalCleanup]
    public void Delete() => Directory.Delete(_root, recursive: true);

    [Benchmark(Baseline = true)]
    public async Task<bool> Unlock()
    {
        Wallet wallet = Wallet.Open(WalletLocation.Resolve("miner", "hot", _root));
        using UnlockedHotkey hotkey = await wallet.UnlockHotkeyAsync(NoPasswordPrompt.Instance, CancellationToken.None);
        return hotkey.Account == wallet.ColdkeyPublic;
    }

    [Benchmark]
    public bool Find() => Wallet.Open(WalletLocation.Resolve("miner", "hot", _root)).FindHotkey().CanSign;
}
