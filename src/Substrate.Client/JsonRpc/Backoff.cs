using System.Security.Cryptography;

namespace Substrate.Client.JsonRpc;

/// <summary>How long to wait after failures: twice as long after each, with chance in it so that clients do not march in step.</summary>
internal static class Backoff
{
    private const int Steps = 1000;

    /// <summary>The pause after so many failures in a row, from half of the full one to the full one.</summary>
    public static TimeSpan Delay(JsonRpcOptions options, int failures)
    {
        double full = options.FirstDelay.TotalMilliseconds * Math.Pow(2, Math.Clamp(failures - 1, 0, 30));
        double capped = Math.Min(full, options.LongestDelay.TotalMilliseconds);
        double share = 0.5 + (RandomNumberGenerator.GetInt32(Steps + 1) / (2.0 * Steps));
        return TimeSpan.FromMilliseconds(capped * share);
    }

    /// <summary>Waits that long.</summary>
    public static Task WaitAsync(JsonRpcOptions options, int failures, CancellationToken cancellationToken) =>
        Task.Delay(Delay(options, failures), options.TimeProvider, cancellationToken);
}
