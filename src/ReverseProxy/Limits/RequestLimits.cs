using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using ReverseProxy.Clients;
using ReverseProxy.Configuration;
using ReverseProxy.Serving;
using Substrate.Cryptography;

namespace ReverseProxy.Limits;

/// <summary>
/// How much a caller may ask. Strangers are counted by address before authentication and by key after it; known senders
/// have budgets of their own, which nobody else can use up: what is counted against a sender was signed by him, and what
/// an address does wrong is counted against the address.
/// </summary>
internal sealed class RequestLimits(SharedAddresses shared, TimeProvider time)
{
    private const int Slots = 65_536;
    private const int LearnedMaximum = 4_096;

    // An address that has sent too many wrong signatures and claims to be a known sender is still verified so often a
    // second: the sender may have moved there. Where it has been verified before, it always is.
    private static readonly BucketRate Trickle = new(PerSecond: 20, Burst: 20);

    private readonly BucketTable _addresses = new(Slots, time);
    private readonly BucketTable _failures = new(Slots, time);
    private readonly BucketTable _trickles = new(Slots, time);
    private readonly BucketTable _senders = new(Slots, time);
    private readonly ConcurrentDictionary<(AccountId Sender, ulong Address), byte> _learned = new();
    private readonly ConcurrentDictionary<ulong, byte> _learnedAddresses = new();

    /// <summary>The tables of budgets, each with how often it forgot a budget that was in use.</summary>
    public IEnumerable<(string Table, long Forgotten)> Tables =>
        [("addresses", _addresses.Forgotten), ("failures", _failures.Forgotten), ("trickles", _trickles.Forgotten), ("senders", _senders.Forgotten)];

    /// <summary>Before anything dear is done: what the caller's address may still ask.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="claimsKnown">Whether it claims to be signed by a known sender.</param>
    public LimitRefusal? BeforeVerification(Exchange exchange, bool claimsKnown)
    {
        LimitSettings settings = exchange.Snapshot.Configuration.Limits;
        Span<byte> buffer = stackalloc byte[AddressPrefix.MaximumLength];
        ReadOnlySpan<byte> address = buffer[..AddressPrefix.Write(exchange.ClientAddress, buffer)];
        TimeSpan wait;
        if (!claimsKnown && settings.AddressPerMinute > 0)
        {
            bool granted = _addresses.TryTake(address, BucketRate.PerMinute(settings.AddressPerMinute), out wait);
            TimeSpan shutOut = shared.Count(exchange.ClientAddress);
            if (!granted || shutOut > TimeSpan.Zero)
            {
                return new(StatusCodes.Status429TooManyRequests, "address_rate", shutOut > wait ? shutOut : wait);
            }
        }

        if (settings.FailuresPerMinute == 0 || _failures.HasToken(address, BucketRate.PerMinute(settings.FailuresPerMinute), out wait))
        {
            return null;
        }

        bool verified = claimsKnown && (IsLearned(exchange.Sender, address) || _trickles.TryTake(address, Trickle, out wait));
        return verified ? null : new(StatusCodes.Status429TooManyRequests, "address_failures", wait);
    }

    /// <summary>Whether any known sender has been verified from an address before.</summary>
    /// <param name="key">The address's <see cref="AddressPrefix.Key"/>.</param>
    public bool IsLearnedAddress(ulong key) => _learnedAddresses.ContainsKey(key);

    /// <summary>Whether the claimed sender has been verified from this address before.</summary>
    public bool IsLearned(Exchange exchange)
    {
        Span<byte> buffer = stackalloc byte[AddressPrefix.MaximumLength];
        return IsLearned(exchange.Sender, buffer[..AddressPrefix.Write(exchange.ClientAddress, buffer)]);
    }

    /// <summary>The signature was wrong: that counts against the address, whoever was claimed to have signed.</summary>
    public void CountFailure(Exchange exchange)
    {
        LimitSettings settings = exchange.Snapshot.Configuration.Limits;
        if (settings.FailuresPerMinute > 0)
        {
            Span<byte> buffer = stackalloc byte[AddressPrefix.MaximumLength];
            _ = _failures.TryTake(buffer[..AddressPrefix.Write(exchange.ClientAddress, buffer)], BucketRate.PerMinute(settings.FailuresPerMinute), out _);
        }
    }

    /// <summary>The signature was right: what its sender may still ask.</summary>
    public LimitRefusal? AfterVerification(Exchange exchange)
    {
        if (exchange.Sender is not { } sender)
        {
            return null;
        }

        if (exchange.SenderIsKnown)
        {
            Learn(exchange, sender);
        }

        return SenderRate(exchange) is not { } rate || _senders.TryTake(sender.AsSpan(), rate, out TimeSpan wait) ? null : SenderRefusal(wait);
    }

    /// <summary>The budget of a verified sender; null where there is none.</summary>
    public static BucketRate? SenderRate(Exchange exchange)
    {
        LimitSettings settings = exchange.Snapshot.Configuration.Limits;
        long perMinute = exchange.SenderIsKnown ? settings.KnownSenderPerMinute : settings.SenderPerMinute;
        return perMinute == 0 || IsExempt(exchange) ? null : BucketRate.PerMinute(perMinute);
    }

    /// <summary>A sender has used up his budget.</summary>
    public static LimitRefusal SenderRefusal(TimeSpan wait) => new(StatusCodes.Status429TooManyRequests, "sender_rate", wait);

    // What a validator judges a miner by is never refused for being asked too often.
    internal static bool IsExempt(Exchange exchange) => exchange.SenderIsKnown && exchange.Route?.Target is Routing.RouteTarget.Capacity;

    private static ulong Key(ReadOnlySpan<byte> address) => System.IO.Hashing.XxHash3.HashToUInt64(address);

    private bool IsLearned(AccountId? sender, ReadOnlySpan<byte> address) => sender is { } known && _learned.ContainsKey((known, Key(address)));

    private void Learn(Exchange exchange, in AccountId sender)
    {
        ulong key = AddressPrefix.Key(exchange.ClientAddress);
        if (_learned.ContainsKey((sender, key)))
        {
            return;
        }

        // To count them takes all of the table's locks.
        if (_learned.Count >= LearnedMaximum)
        {
            // It fills again with those who still come.
            _learned.Clear();
            _learnedAddresses.Clear();
        }

        _ = _learned.TryAdd((sender, key), 0);
        _ = _learnedAddresses.TryAdd(key, 0);
    }
}
