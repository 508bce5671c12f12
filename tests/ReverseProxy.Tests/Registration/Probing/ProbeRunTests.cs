using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Bittensor.Registry;
using FakeNode;
using FakeNode.Chain;
using Microsoft.Extensions.Logging.Abstractions;
using ReverseProxy.Registration.Probing;
using Substrate.Client;
using Substrate.Client.JsonRpc;
using Substrate.Cryptography;

namespace ReverseProxy.Tests.Registration.Probing;

public class ProbeRunTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hundred_and_fifty_six_dead_miners_take_little_more_than_one_time_out()
    {
        using Socket dead = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        dead.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        dead.Listen(512);
        MinerRegistry registry = await RegistryAsync(256, ((IPEndPoint)dead.LocalEndPoint!).Port);
        ProbeOptions options = new() { AllowPrivate = true, Timeout = TimeSpan.FromSeconds(6) };
        List<int> told = [];
        long started = Stopwatch.GetTimestamp();

        IReadOnlyDictionary<AccountId, ProbeResult> results = await ProbeRun.AskAsync(registry.Valid, options, NullLogger.Instance, told.Add, Token);

        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(options.Timeout * 1.3);
        results.Count.ShouldBe(256);
        results.Values.ShouldAllBe(result => result.State == ProbeState.TimedOut);
        told.Count.ShouldBe(256);
        told[^1].ShouldBe(256);
    }

    [Fact]
    public async Task No_more_than_allowed_are_asked_at_once()
    {
        int now = 0;
        int most = 0;
        await using TlsMiner miner = TlsMiner.StartBare(async stream =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            await Task.Delay(50, Token);
            _ = Interlocked.Decrement(ref now);
        });
        MinerRegistry registry = await RegistryAsync(20, miner.Port);

        _ = await ProbeRun.AskAsync(registry.Valid, new() { AllowPrivate = true, Parallel = 4 }, NullLogger.Instance, done: null, Token);

        // One that was answered may be counted still when the next is asked.
        most.ShouldBeLessThanOrEqualTo(8);
        miner.Connections.ShouldBe(20);
    }

    private static async Task<MinerRegistry> RegistryAsync(int count, int port)
    {
        await using FakeSubstrateNode node = await FakeSubstrateNode.StartAsync();
        for (int i = 0; i < count; i++)
        {
            node.Chain.Commit(11, SubnetState.Account(i), $"127.0.0.1:{port}");
        }

        await using SubstrateClient client = new(new JsonRpcOptions { Endpoints = [node.Endpoint] });
        return await MinerRegistry.ReadAsync(await client.AtBestAsync(Token), 11, Token);
    }
}
