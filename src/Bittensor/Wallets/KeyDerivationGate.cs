namespace Bittensor.Wallets;

/// <summary>Lets one attempt at a password run at a time in the whole process: each may take half a gigabyte and a core.</summary>
internal static class KeyDerivationGate
{
    private static readonly SemaphoreSlim Gate = new(1, 1);

    /// <summary>Runs an attempt off the calling thread, after those before it.</summary>
    /// <remarks>Cancelled, it stops waiting for its turn; an attempt under way is brought to its end and its result disposed.</remarks>
    internal static async Task<KeyfileKey?> RunAsync(Func<KeyfileKey?> attempt, CancellationToken cancellationToken)
    {
        await Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            KeyfileKey? key = await Task.Run(attempt, cancellationToken).ConfigureAwait(false);
            if (cancellationToken.IsCancellationRequested)
            {
                key?.Dispose();
                cancellationToken.ThrowIfCancellationRequested();
            }

            return key;
        }
        finally
        {
            Gate.Release();
        }
    }
}
