using Substrate.Cryptography;
using Substrate.Cryptography.Sr25519;

namespace Bittensor.Wallets;

/// <summary>The key of a key file: a pair that signs, or only its public half; and what was odd about the file.</summary>
internal sealed class KeyfileKey(Keypair? pair, AccountId account, IReadOnlyList<WalletWarning> warnings) : IDisposable
{
    /// <summary>The pair, or null if the file holds no secret. Whoever takes it disposes of it instead of this.</summary>
    internal Keypair? Pair { get; } = pair;

    internal AccountId Account { get; } = account;

    internal IReadOnlyList<WalletWarning> Warnings { get; } = warnings;

    /// <summary>Wipes the secret key.</summary>
    public void Dispose() => Pair?.Dispose();
}
