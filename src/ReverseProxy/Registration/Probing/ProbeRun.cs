using System.Collections.Concurrent;
using Bittensor.Registry;
using Microsoft.Extensions.Logging;
using Substrate.Cryptography;

namespace ReverseProxy.Registration.Probing;

/// <summary>Asks all miners of a registry at once.</summary>
internal static class ProbeRun
{
    /// <summary>What came of each.</summary>
    /// <param name="entries">The miners; those without an endpoint are left out.</param>
    /// <param name="options">How to ask.</param>
    /// <param name="logger">Told of each.</param>
    /// <param name="done">Told how many are done, one call at a time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyDictionary<AccountId, ProbeResult>> AskAsync(
        IEnumerable<RegistryEntry> entries, ProbeOptions options, ILogger logger, Action<int>? done, CancellationToken cancellationToken)
    {
        RegistryEntry[] valid = [.. entries.Where(entry => entry.Endpoint is not null)];
        LetNamesWaitApart(valid.Count(entry => entry.Endpoint!.IPAddress is null));
        EndpointProbe probe = new(options);
        ConcurrentDictionary<AccountId, ProbeResult> results = [];
        Lock telling = new();
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.Parallel, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(valid, parallel, async (entry, token) =>
        {
            ProbeResult result = await probe.AskAsync(entry.Hotkey.ToSs58(), entry.Endpoint!, token);
            results[entry.Hotkey] = result;
            Log.Probed(logger, entry.Endpoint!.ToString(), entry.Hotkey.ToSs58(), result.State.Name(), result.Detail);
            lock (telling)
            {
                done?.Invoke(results.Count);
            }
        });
        return results;
    }

    /// <summary>A look-up of a name holds a thread of the pool for as long as it takes; the others' time-outs must not wait for those.</summary>
    private static void LetNamesWaitApart(int names)
    {
        ThreadPool.GetMinThreads(out int workers, out int completionPorts);
        _ = ThreadPool.SetMinThreads(Math.Max(workers, Math.Min(names, 256) + Environment.ProcessorCount), completionPorts);
    }
}
