namespace Bittensor.Wallets;

/// <summary>The terminal that a password is typed at.</summary>
internal interface ITerminal
{
    /// <summary>Whether somebody can type: standard input is a terminal, and neither a file, a pipe nor nothing.</summary>
    bool IsInteractive { get; }

    /// <summary>Shows text, apart from the program's own output.</summary>
    void Write(string text);

    /// <summary>Makes Ctrl-C a key like others until the result is disposed.</summary>
    IDisposable CaptureControlC();

    /// <summary>Waits for a key, which the terminal does not show.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    ConsoleKeyInfo ReadKey(CancellationToken cancellationToken);
}
