namespace Bittensor.Wallets;

/// <summary>What wallets take from the process around them: its environment variables and its user's home directory.</summary>
internal sealed record WalletEnvironment(Func<string, string?> Variable, string Home)
{
    /// <summary>The environment of this process.</summary>
    internal static WalletEnvironment OfProcess() =>
        new(Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));
}
