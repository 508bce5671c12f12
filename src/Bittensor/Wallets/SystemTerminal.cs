namespace Bittensor.Wallets;

/// <summary>The terminal this process runs at.</summary>
internal sealed class SystemTerminal : ITerminal
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    public bool IsInteractive => !Console.IsInputRedirected;

    /// <summary>Writes to standard error, so that redirected output stays clean.</summary>
    public void Write(string text) => Console.Error.Write(text);

    public IDisposable CaptureControlC() => new ControlC();

    public ConsoleKeyInfo ReadKey(CancellationToken cancellationToken)
    {
        // Console.ReadKey cannot be cancelled.
        while (!Console.KeyAvailable)
        {
            cancellationToken.WaitHandle.WaitOne(Poll);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return Console.ReadKey(intercept: true);
    }

    /// <summary>Restores what Ctrl-C did before.</summary>
    private sealed class ControlC : IDisposable
    {
        private readonly bool _before = Console.TreatControlCAsInput;

        public ControlC() => Console.TreatControlCAsInput = true;

        public void Dispose() => Console.TreatControlCAsInput = _before;
    }
}
