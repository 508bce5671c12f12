using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Text;
using Bittensor.Subnets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using ReverseProxy.Configuration;
using ReverseProxy.Gating;
using ReverseProxy.Limits;
using ReverseProxy.Logging;
using ReverseProxy.Serving;
using ReverseProxy.Tests.Support;
using Substrate.Cryptography;

namespace ReverseProxy.Tests.Limits;

/// <summary>A million strangers, and what the tables of limits make of them. Measures memory and time, so it runs alone.</summary>
[Collection(Alone.Name)]
public sealed class CrowdTests : IDisposable
{
    private const int Million = 1_000_000;
    private const int Known = 500;
    private const long Allowed = 64 * 1024 * 1024;

    private readonly GatewaySnapshot _snapshot;
    private readonly RequestLimits _limits;
    private readonly Places _places;
    private readonly NoiseSummary _noise = new(NullLogger<NoiseSummary>.Instance, TimeProvider.System);

    public CrowdTests()
    {
        ConfigurationReading reading = ConfigurationReader.Read(new()
        {
            File = PythonJson.Parse(Encoding.UTF8.GetBytes(
                $$"""{"auth":{"miner_hotkey":"{{RunningProxy.Miner}}","allowed_senders":["{{RunningProxy.Validator}}"]},"limits":{"requests_per_minute":60,"sender_requests_per_minute":60,"known_sender_requests_per_minute":1000000000} }""")),
            FilePath = "config.json",
        });
        _snapshot = new(reading.Configuration, Path.GetTempPath(), new SubnetHolder { Current = new Metagraph(11, 1, DateTimeOffset.UtcNow, []) }, new(TimeProvider.System, NullLogger<ReverseProxy.Backends.BackendRegistry>.Instance), TimeProvider.System);
        _limits = new(new(null, new(_snapshot), TimeProvider.System), TimeProvider.System);
        _places = new(_limits);
    }

    [Theory]
    [InlineData("IPv4")]
    [InlineData("IPv6")]
    [InlineData("hotkeys")]
    public void A_million_of_them_use_little_memory_and_do_not_slow_a_known_sender(string kind)
    {
        TimeSpan before = Quickest();
        long memory = GC.GetTotalMemory(forceFullCollection: true);

        for (int i = 0; i < Million; i++)
        {
            Exchange exchange = Stranger(kind, i);
            _ = _limits.BeforeVerification(exchange, claimsKnown: false);
            _ = _places.Enter(exchange);
            _limits.CountFailure(exchange);
            if (kind == "hotkeys")
            {
                _ = _snapshot.Gate.Decide(exchange.Sender!.Value);
                _ = _limits.AfterVerification(exchange);
                _ = _places.Verified(exchange);
            }

            _places.Leave(exchange);
            _ = _noise.Absorb(401, "signature_wrong", claimed: false);
        }

        long used = GC.GetTotalMemory(forceFullCollection: true) - memory;
        TimeSpan after = Quickest();

        used.ShouldBeLessThan(Allowed);
        (_places.Taken, _places.Senders).ShouldBe((0, 0));
        (after / before).ShouldBeLessThan(3, $"{Known} requests of a known sender took {before.TotalMicroseconds:0} us before and {after.TotalMicroseconds:0} us after");
        _limits.BeforeVerification(Validator(), claimsKnown: true).ShouldBeNull();
    }

    public void Dispose() => _noise.Dispose();

    private Exchange Stranger(string kind, int number)
    {
        byte[] bytes = new byte[32];
        bytes[0] = 11;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), number);
        DefaultHttpContext context = new();
        context.Connection.RemoteIpAddress = new IPAddress(kind == "IPv6" ? bytes.AsSpan(0, 16) : bytes.AsSpan(1, 4));
        return new(context, _snapshot, 0) { Sender = AccountId.FromBytes(bytes) };
    }

    private Exchange Validator()
    {
        DefaultHttpContext context = new();
        context.Connection.RemoteIpAddress = IPAddress.Parse("203.0.113.7");
        return new(context, _snapshot, 0) { Sender = AccountId.Parse(RunningProxy.Validator), SenderIsKnown = true };
    }

    private TimeSpan Quickest() => Enumerable.Range(0, 200).Select(_ => KnownSender()).Min();

    /// <summary>What the limits cost so many requests of a known sender.</summary>
    private TimeSpan KnownSender()
    {
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < Known; i++)
        {
            Exchange exchange = Validator();
            _limits.BeforeVerification(exchange, claimsKnown: true).ShouldBeNull();
            _places.Enter(exchange).ShouldBeNull();
            _limits.AfterVerification(exchange).ShouldBeNull();
            _places.Verified(exchange).ShouldBeNull();
            _places.Leave(exchange);
        }

        return Stopwatch.GetElapsedTime(started);
    }
}
