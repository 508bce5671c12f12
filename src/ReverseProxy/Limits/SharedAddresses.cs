using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Hosting;
using ReverseProxy.Clients;
using ReverseProxy.Serving;
using ReverseProxy.SharedState;

namespace ReverseProxy.Limits;

/// <summary>
/// Shares the per-address limit over replicas without asking the store while a caller waits: what each address took here
/// is told once a second, and an address that took too much in all is shut out until its minute is over.
/// </summary>
internal sealed class SharedAddresses(SharedStore? store, SnapshotHolder snapshots, TimeProvider time) : BackgroundService
{
    private const int Maximum = 1_024;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, long> _taken = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _shutOut = new(StringComparer.Ordinal);

    /// <summary>Counts a request of an address; says how long it is shut out, zero if it is not.</summary>
    public TimeSpan Count(IPAddress address)
    {
        if (store is null)
        {
            return TimeSpan.Zero;
        }

        string key = Key(address);

        // What is not counted for want of room is still limited here, by this replica's own bucket.
        if (_taken.Count < Maximum || _taken.ContainsKey(key))
        {
            _ = _taken.AddOrUpdate(key, 1, static (_, count) => count + 1);
        }

        if (!_shutOut.TryGetValue(key, out DateTimeOffset until))
        {
            return TimeSpan.Zero;
        }

        TimeSpan left = until - time.GetUtcNow();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (store is null)
        {
            return;
        }

        using PeriodicTimer timer = new(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await ExchangeAsync(store);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task ExchangeAsync(SharedStore shared)
    {
        List<(string Address, long Count)> counts = [];
        foreach (string key in _taken.Keys)
        {
            if (_taken.TryRemove(key, out long count))
            {
                counts.Add((key, count));
            }
        }

        DateTimeOffset now = time.GetUtcNow();
        foreach ((string key, DateTimeOffset until) in _shutOut)
        {
            if (until <= now)
            {
                _ = _shutOut.TryRemove(key, out _);
            }
        }

        long limit = snapshots.Current.Configuration.Limits.AddressPerMinute;
        if (await shared.AddAsync(counts) is not { } totals)
        {
            return;
        }

        for (int i = 0; i < counts.Count; i++)
        {
            if (limit > 0 && totals[i].Total > limit && _shutOut.Count < Maximum)
            {
                _shutOut[counts[i].Address] = now + totals[i].Left;
            }
        }
    }

    private static string Key(IPAddress address)
    {
        Span<byte> prefix = stackalloc byte[AddressPrefix.MaximumLength];
        return Convert.ToHexStringLower(prefix[..AddressPrefix.Write(address, prefix)]);
    }
}
