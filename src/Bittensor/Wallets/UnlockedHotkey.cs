using Substrate.Cryptography;
using Substrate.Cryptography.Sr25519;

namespace Bittensor.Wallets;

/// <summary>A hotkey that signs.</summary>
public sealed class UnlockedHotkey : IDisposable
{
    internal UnlockedHotkey(Keypair keypair, IReadOnlyList<WalletWarning> warnings)
    {
        Keypair = keypair;
        Warnings = warnings;
    }

    /// <summary>The pair, which is disposed with this.</summary>
    public Keypair Keypair { get; }

    /// <summary>The hotkey's account.</summary>
    public AccountId Account => Keypair.PublicKey;

    /// <summary>What the operator should know about the hotkey's files.</summary>
    public IReadOnlyList<WalletWarning> Warnings { get; }

    /// <summary>The hotkey's address; never anything secret.</summary>
    public override string ToString() => Account.ToString();

    /// <summary>Wipes the secret key.</summary>
    public void Dispose() => Keypair.Dispose();
}
