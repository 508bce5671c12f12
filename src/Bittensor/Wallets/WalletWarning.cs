namespace Bittensor.Wallets;

/// <summary>Something to tell the operator about a wallet that can be used all the same.</summary>
/// <param name="Kind">What kind of warning it is.</param>
/// <param name="Path">The file it is about.</param>
/// <param name="Message">One line that names the file, says what is odd and what to do; nothing secret.</param>
public readonly record struct WalletWarning(WalletWarningKind Kind, string Path, string Message)
{
    internal static WalletWarning Of(WalletWarningKind kind, string path, string reason) => new(kind, path, $"{path}: {reason}");

    /// <summary>The message.</summary>
    public override string ToString() => Message;
}
