using System.Text;
using Bittensor.Wallets;

namespace Bittensor.Tests.Support;

/// <summary>A terminal with prepared keys.</summary>
internal sealed class FakeTerminal(string keys) : ITerminal
{
    private readonly Queue<char> _keys = new(keys);
    private readonly StringBuilder _shown = new();

    public string Shown => _shown.ToString();

    public bool ControlCIsCaptured { get; private set; }

    public bool IsInteractive { get; init; } = true;

    public void Write(string text) => _shown.Append(text);

    public IDisposable CaptureControlC()
    {
        ControlCIsCaptured = true;
        return new Capture(this);
    }

    public ConsoleKeyInfo ReadKey(CancellationToken cancellationToken)
    {
        ControlCIsCaptured.ShouldBeTrue();
        cancellationToken.ThrowIfCancellationRequested();
        return PasswordKeys.Of(_keys.Dequeue());
    }

    private sealed class Capture(FakeTerminal terminal) : IDisposable
    {
        public void Dispose() => terminal.ControlCIsCaptured = false;
    }
}
