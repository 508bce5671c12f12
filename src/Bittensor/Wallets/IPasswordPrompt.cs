namespace Bittensor.Wallets;

/// <summary>Asks somebody for a password.</summary>
public interface IPasswordPrompt
{
    /// <summary>Asks once. Called again, with a higher attempt, after a wrong password.</summary>
    /// <returns>The password, which the caller disposes; null if there is nobody to ask.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled, by the token or by whoever was asked.</exception>
    ValueTask<Password?> AskAsync(PasswordRequest request, CancellationToken cancellationToken);
}
