namespace Bittensor.Wallets;

/// <summary>
/// A wallet cannot be used. The message is one line that names the file or value, says what is wrong and what to do about it, and
/// contains nothing secret.
/// </summary>
public sealed class WalletException : Exception
{
    internal WalletException(WalletFailure failure, string subject, string reason)
        : base($"{subject}: {reason}")
    {
        Failure = failure;
        Subject = subject;
    }

    /// <summary>What kind of failure it is.</summary>
    public WalletFailure Failure { get; }

    /// <summary>The path of the file, or the name of the setting or environment variable, that cannot be used.</summary>
    public string Subject { get; }
}
