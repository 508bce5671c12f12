using Bittensor.Wallets;

namespace Bittensor.Tests.Support;

/// <summary>Somebody who types prepared passwords, and remembers what was asked.</summary>
internal sealed class TypedPasswords(params string?[] passwords) : IPasswordPrompt
{
    private readonly Queue<string?> _left = new(passwords);

    public List<PasswordRequest> Requests { get; } = [];

    public ValueTask<Password?> AskAsync(PasswordRequest request, CancellationToken cancellationToken)
    {
        Requests.Add(request);
        return new(_left.Dequeue() is { } text ? Password.FromText(text) : null);
    }
}
