using System.Runtime.InteropServices;

namespace ReverseProxy.Registration;

/// <summary>Turns Ctrl-C and SIGTERM into a cancellation, so that a command can say in what state it leaves things.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    public Interruption(CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
    }

    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _stop.Dispose();
    }

    private void OnSignal(PosixSignalContext signal)
    {
        // Asked a second time: whoever asks does not want to wait for words. The default, ending at once, then applies.
        signal.Cancel = !_stop.IsCancellationRequested;
        _stop.Cancel();
    }
}
