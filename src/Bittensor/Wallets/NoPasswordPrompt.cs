namespace Bittensor.Wallets;

/// <summary>Asks nobody: for services, where an encrypted hotkey opens by its environment variable or not at all.</summary>
public sealed class NoPasswordPrompt : IPasswordPrompt
{
    private NoPasswordPrompt()
    {
    }

    /// <summary>The prompt that asks nobody.</summary>
    public static NoPasswordPrompt Instance { get; } = new();

    /// <summary>Answers null.</summary>
    public ValueTask<Password?> AskAsync(PasswordRequest request, CancellationToken cancellationToken) => new((Password?)null);
}
