namespace Bittensor.Wallets;

/// <summary>What a password is asked for.</summary>
/// <param name="Path">The encrypted file.</param>
/// <param name="Hotkey">The hotkey's name.</param>
/// <param name="Attempt">1 for the first time; more after a wrong password.</param>
public readonly record struct PasswordRequest(string Path, string Hotkey, int Attempt)
{
    /// <summary>How often a password may be typed: three times.</summary>
    public const int MaxAttempts = 3;
}
