using ReverseProxy.Serving;

namespace ReverseProxy.Limits;

/// <summary>
/// Who may have a signature verified now. A known sender at an address that he has been verified at always may; all others
/// take turns, one fewer than there are processors, so that no crowd of forgers keeps a validator's request waiting behind
/// their curve operations.
/// </summary>
internal sealed class VerificationTurns : IDisposable
{
    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount - 1));

    /// <summary>Waits for a turn, where one is needed; says whether one was taken. Those who wait hold a place, and places are few.</summary>
    public ValueTask<bool> TakeAsync(Exchange exchange)
    {
        if (exchange.Pool is Pool.Known)
        {
            return new(false);
        }

        Task waiting = _turns.WaitAsync(CancellationToken.None);
        return waiting.IsCompletedSuccessfully ? new(true) : WaitAsync(waiting);
    }

    public void GiveBack(bool taken)
    {
        if (taken)
        {
            _ = _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();

    private static async ValueTask<bool> WaitAsync(Task waiting)
    {
        await waiting;
        return true;
    }
}
