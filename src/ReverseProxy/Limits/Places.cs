using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using ReverseProxy.Clients;
using ReverseProxy.Configuration;
using ReverseProxy.Serving;
using Substrate.Cryptography;

namespace ReverseProxy.Limits;

/// <summary>
/// Places for requests being served at once. Until its signature is verified a request takes a place of its class and of
/// its address; only then one of its sender. So neither a crowd of strangers nor a forged name takes the place of a
/// known sender.
/// </summary>
internal sealed class Places(RequestLimits limits)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private readonly int[] _taken = new int[Enum.GetValues<Pool>().Length];
    private readonly ConcurrentDictionary<ulong, int> _unverified = new();
    private readonly ConcurrentDictionary<AccountId, int> _running = new();

    /// <summary>Requests that have a place now.</summary>
    public int Taken => Volatile.Read(ref _taken[(int)Pool.Unknown]) + Volatile.Read(ref _taken[(int)Pool.Claimed]) + Volatile.Read(ref _taken[(int)Pool.Known]);

    /// <summary>Senders with a request being served.</summary>
    public int Senders => _running.Count;

    /// <summary>Takes a place for a request whose signature is still to be verified.</summary>
    public LimitRefusal? Enter(Exchange exchange)
    {
        LimitSettings settings = exchange.Snapshot.Configuration.Limits;
        Pool pool = !exchange.SenderIsKnown ? Pool.Unknown : limits.IsLearned(exchange) ? Pool.Known : Pool.Claimed;
        int inPool = Interlocked.Increment(ref _taken[(int)pool]);
        exchange.Pool = pool;
        if (pool is not Pool.Known)
        {
            exchange.AddressKey = AddressPrefix.Key(exchange.ClientAddress);
            int ofAddress = Add(_unverified, exchange.AddressKey.Value, 1);
            if (ofAddress > MostOfAddress(settings) && !RequestLimits.IsExempt(exchange))
            {
                return new(StatusCodes.Status429TooManyRequests, "address_concurrency", Soon);
            }
        }

        bool full = (settings.Concurrent > 0 && Taken > settings.Concurrent)
            || (pool is not Pool.Known && settings.ConcurrentUnknown > 0 && inPool > settings.ConcurrentUnknown);
        return full && !RequestLimits.IsExempt(exchange) ? new(StatusCodes.Status503ServiceUnavailable, "concurrency", Soon) : null;
    }

    /// <summary>The body is here: what may still take long is not the caller's doing.</summary>
    public void Read(Exchange exchange) => LeaveAddress(exchange);

    /// <summary>The signature was right: the place is the sender's from now on.</summary>
    public LimitRefusal? Verified(Exchange exchange)
    {
        LeaveAddress(exchange);
        if (exchange.SenderIsKnown && exchange.Pool is not Pool.Known)
        {
            _ = Interlocked.Decrement(ref _taken[(int)exchange.Pool]);
            _ = Interlocked.Increment(ref _taken[(int)Pool.Known]);
            exchange.Pool = Pool.Known;
        }

        if (exchange.Sender is not { } sender)
        {
            return null;
        }

        int own = Add(_running, sender, 1);
        exchange.CountsForSender = true;
        int most = exchange.Snapshot.Configuration.Limits.ConcurrentPerSender;
        return most > 0 && own > most && !RequestLimits.IsExempt(exchange)
            ? new(StatusCodes.Status429TooManyRequests, "sender_concurrency", Soon)
            : null;
    }

    /// <summary>Gives the place back.</summary>
    public void Leave(Exchange exchange)
    {
        LeaveAddress(exchange);
        if (exchange.Pool is not Pool.None)
        {
            _ = Interlocked.Decrement(ref _taken[(int)exchange.Pool]);
            exchange.Pool = Pool.None;
        }

        if (exchange.CountsForSender)
        {
            _ = Add(_running, exchange.Sender!.Value, -1);
            exchange.CountsForSender = false;
        }
    }

    /// <summary>
    /// Bodies of one address that may wait to be verified. A validator whose address is new here may upload a hundred at
    /// once; but one host never takes the last places of all that are not verified.
    /// </summary>
    private static int MostOfAddress(LimitSettings settings) => settings.ConcurrentUnknown == 0 ? int.MaxValue : settings.ConcurrentUnknown - (settings.ConcurrentUnknown / 8);

    private void LeaveAddress(Exchange exchange)
    {
        if (exchange.AddressKey is { } key)
        {
            _ = Add(_unverified, key, -1);
            exchange.AddressKey = null;
        }
    }

    private static int Add<TKey>(ConcurrentDictionary<TKey, int> counts, TKey key, int change)
        where TKey : notnull
    {
        int count = counts.AddOrUpdate(key, static (_, added) => added, static (_, before, added) => before + added, change);
        if (count <= 0)
        {
            // Only if nobody came in meanwhile.
            _ = counts.TryRemove(new(key, count));
        }

        return count;
    }
}
