namespace Bittensor.Wallets;

/// <summary>
/// Asks for a password at the terminal, without showing what is typed, not even its length. Backspace and Ctrl-U correct, Enter ends,
/// Ctrl-C cancels. Where standard input is no terminal (a service, a pipe), nobody is asked.
/// </summary>
public sealed class ConsolePasswordPrompt : IPasswordPrompt
{
    private readonly ITerminal _terminal;

    /// <summary>Asks at the terminal of this process, on standard error.</summary>
    public ConsolePasswordPrompt()
        : this(new SystemTerminal())
    {
    }

    internal ConsolePasswordPrompt(ITerminal terminal) => _terminal = terminal;

    /// <inheritdoc/>
    public async ValueTask<Password?> AskAsync(PasswordRequest request, CancellationToken cancellationToken) =>
        _terminal.IsInteractive
            ? await Task.Run(() => Read(request, cancellationToken), cancellationToken).ConfigureAwait(false)
            : null;

    private Password Read(PasswordRequest request, CancellationToken cancellationToken)
    {
        using PasswordLine line = new();
        using (_terminal.CaptureControlC())
        {
            if (request.Attempt > 1)
            {
                _terminal.Write(
                    $"That is not the password. Attempt {request.Attempt} of {PasswordRequest.MaxAttempts}.{Environment.NewLine}");
            }

            _terminal.Write($"Password of hotkey '{request.Hotkey}' ({request.Path}): ");
            try
            {
                while (!line.Press(_terminal.ReadKey(cancellationToken)))
                {
                }
            }
            finally
            {
                _terminal.Write(Environment.NewLine);
            }
        }

        return line.ToPassword();
    }
}
