using System.Text.Json.Nodes;
using FakeNode;
using FakeNode.Chain;
using Microsoft.Extensions.DependencyInjection;
using ReverseProxy.Clock;
using ReverseProxy.Tests.Support;
using Substrate.Client.Values;
using Substrate.Cryptography;

namespace ReverseProxy.Tests.Watching;

/// <summary>Each thing that is watched changes, and that is told by log, metric and webhook, once.</summary>
public class ConditionTests
{
    private const int PublicPort = 9_999;

    private static readonly AccountId Hotkey = AccountId.Parse(RunningProxy.Miner);

    [Fact]
    public async Task A_second_backend_that_dies_is_told_although_the_first_is_still_down()
    {
        int port = FreePort.Next();
        int other = FreePort.Next();
        StubBackend training = StubBackend.Start((_, connection) => connection.WriteJsonAsync("{}"), other);
        StubBackend inference = StubBackend.Start((_, connection) => connection.WriteJsonAsync("{}"), port);
        await using ToldOnce told = await ToldOnce.StartAsync(inference.Url, configuration => configuration["services"]!["training_server_url"] = training.Url);
        await told.LookAsync();
        told.ShouldSayNothing("backend");

        await training.DisposeAsync();
        await told.LookAsync();
        await told.ShouldSayAsync("backend", 2, $"127.0.0.1:{other} cannot be reached", 1, subject: $"127.0.0.1:{other}");
        await inference.DisposeAsync();
        await told.LookAsync();
        await told.ShouldSayAsync("backend", 2, $"127.0.0.1:{port} cannot be reached", 1, subject: $"127.0.0.1:{port}");

        await using StubBackend again = StubBackend.Start((_, connection) => connection.WriteJsonAsync("{}"), port);
        await told.LookAsync();
        await told.ShouldSayAsync("backend", 0, $"127.0.0.1:{port} answers", 1, subject: $"127.0.0.1:{port}");
    }

    [Fact]
    public async Task A_pool_with_probes_is_not_asked_a_second_time_and_what_they_find_is_told()
    {
        bool well = true;
        await using StubBackend server = StubBackend.Start((request, connection) => connection.WriteJsonAsync(well ? """{"state":"ready"}""" : """{"state":"loading"}"""));
        await using ToldOnce told = await ToldOnce.StartAsync("http://127.0.0.1:1", configuration => configuration["backends"] = new JsonObject
        {
            ["inference"] = new JsonObject { ["servers"] = new JsonArray(server.Url), ["health"] = new JsonObject { ["path"] = "/state", ["interval"] = 0.1, ["field"] = "state", ["equals"] = "ready" } },
            ["training"] = new JsonArray(server.Url),
        });
        string subject = $"127.0.0.1:{server.Port}";

        await UntilAsync(() => server.Seen.Count(request => request.Target == "/state") > 2);
        well = false;
        await told.Proxy.LoggedAsync("state is \"loading\"");
        await told.LookAsync();
        await told.ShouldSayAsync("backend", 2, "/state: state is \"loading\"", 1, subject);

        well = true;
        await UntilAsync(() => told.Proxy.Server.Services.GetRequiredService<ReverseProxy.Backends.BackendRegistry>().Pools.Single(pool => pool.Name == "inference").Servers[0].Health.Describe().State is ReverseProxy.Backends.ServerState.Ready);
        await told.LookAsync();
        await told.ShouldSayAsync("backend", 0, subject, 1, subject);
        server.Seen.Where(request => request.Header("User-Agent") is null).ShouldAllBe(request => request.Target == "/health", "only the pool without probes is asked by the watch");
    }

    [Fact]
    public async Task A_server_that_is_configured_no_more_is_watched_no_more()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using ToldOnce told = await ToldOnce.StartAsync(backend.Url, configuration => configuration["services"]!["training_server_url"] = "http://127.0.0.1:1");
        await told.LookAsync();
        await told.ShouldSayAsync("backend", 2, "127.0.0.1:1 cannot be reached", 1, "127.0.0.1:1");

        JsonNode configuration = JsonNode.Parse(await File.ReadAllTextAsync(told.Proxy.ConfigurationPath, RawClient.Token))!;
        configuration["services"]!["training_server_url"] = backend.Url;
        await File.WriteAllTextAsync(told.Proxy.ConfigurationPath, configuration.ToJsonString(), RawClient.Token);
        told.Proxy.Server.Reload().ShouldBeTrue();
        await told.LookAsync();

        await told.Proxy.LoggedAsync("Watch: backend is well again: 127.0.0.1:1 is configured no more");
        told.Conditions("backend").Select(seen => seen.Subject).Distinct().ShouldBe([$"127.0.0.1:{backend.Port}"]);
    }

    [Fact]
    public async Task A_commitment_that_changes_or_vanishes_and_a_uid_that_is_lost_are_told()
    {
        await using FakeSubstrateNode node = await FakeSubstrateNode.StartAsync();
        _ = node.Chain.Register(11, Hotkey, alpha: 500_000_000_000);
        node.Chain.Commit(11, Hotkey, $"127.0.0.1:{PublicPort}");
        node.Chain.Seal();
        await using ToldOnce told = await ToldOnce.StartAsync("http://127.0.0.1:1", configuration =>
        {
            configuration["auth"]!["chain_endpoint"] = node.Endpoint.ToString();
            configuration["server"] = new JsonObject { ["public_address"] = "127.0.0.1", ["public_port"] = PublicPort };
        });
        await told.LookAsync();
        told.ShouldSayNothing("commitment");
        told.ShouldSayNothing("registered");

        node.Chain.Commit(11, Hotkey, "203.0.113.7:80");
        node.Chain.Seal();
        await told.LookAsync();
        await told.ShouldSayAsync("commitment", 2, "203.0.113.7:80 is committed, but the proxy is at 127.0.0.1:9999");

        node.Chain.Commit(11, Hotkey, $"127.0.0.1:{PublicPort}");
        node.Chain.Seal();
        await told.LookAsync();
        await told.ShouldSayAsync("commitment", 0, "as it should be");

        node.Chain.Put("Commitments", "CommitmentOf", [Value.Of(11), Value.Of(Hotkey)], null);
        node.Chain.Seal();
        await told.LookAsync();
        await told.ShouldSayAsync("commitment", 2, "no address is committed");

        node.Chain.Put("SubtensorModule", "Uids", [Value.Of(11), Value.Of(Hotkey)], null);
        node.Chain.Seal();
        await told.LookAsync();
        await told.ShouldSayAsync("registered", 2, "is not registered on subnet 11");
    }

    [Fact]
    public async Task A_node_that_is_down_changes_nothing()
    {
        FakeSubstrateNode node = await FakeSubstrateNode.StartAsync();
        _ = node.Chain.Register(11, Hotkey);
        node.Chain.Commit(11, Hotkey, $"127.0.0.1:{PublicPort}");
        node.Chain.Seal();
        await using ToldOnce told = await ToldOnce.StartAsync("http://127.0.0.1:1", configuration =>
        {
            configuration["auth"]!["chain_endpoint"] = node.Endpoint.ToString();
            configuration["server"] = new JsonObject { ["public_address"] = "127.0.0.1", ["public_port"] = PublicPort };
        });
        await told.LookAsync();
        await node.DisposeAsync();
        await told.LookAsync();

        told.ShouldSayNothing("commitment");
        told.ShouldSayNothing("registered");
        told.ShouldSayNothing("chain");
    }

    [Fact]
    public async Task What_the_orchestrator_publishes_is_told_when_it_changes()
    {
        string entry = """ "valid":true,"capacity":{"base-h100_pcie":true},"failure_count":0 """;
        string banned = "[]";
        await using StubBackend orchestrator = StubBackend.Start((request, connection) => connection.WriteJsonAsync(request.Target switch
        {
            "/miner_status" => $$"""{"data":{"{{RunningProxy.Miner}}":{ {{entry}} } } }""",
            "/banned/addresses" => banned,
            _ => """{"scores":{}}""",
        }));
        await using ToldOnce told = await ToldOnce.StartAsync("http://127.0.0.1:1", configuration => configuration["watch"]!["orchestrator_url"] = orchestrator.Url);
        await told.LookAsync();
        told.ShouldSayNothing("orchestrator");

        entry = """ "valid":true,"capacity":{"base-h100_pcie":true},"failure_count":2 """;
        await told.LookAsync();
        await told.ShouldSayAsync("orchestrator", 1, "2 failures");
        entry = """ "valid":true,"capacity":{} """;
        await told.LookAsync();
        await told.ShouldSayAsync("orchestrator", 2, "it has no capacity of this miner");
        entry = """ "valid":false,"capacity":{} """;
        await told.LookAsync();
        banned = $"[\"{RunningProxy.Miner}\"]";
        await told.LookAsync();
        await told.ShouldSayAsync("ban", 2, "ban list");
        entry = """ "valid":true,"capacity":{"base-h100_pcie":true},"failure_count":0 """;
        banned = "[]";
        await told.LookAsync();
        await told.ShouldSayAsync("orchestrator", 0, "valid, with capacity");
        await told.ShouldSayAsync("ban", 0, "not among");
    }

    [Fact]
    public async Task A_clock_that_drifts_is_told_with_how_far()
    {
        await using ToldOnce told = await ToldOnce.StartAsync("http://127.0.0.1:1", clock: new SettableClock().Run());
        ClockGuard guard = told.Proxy.Server.Services.GetRequiredService<ClockGuard>();
        await ObserveAsync(100);
        await told.LookAsync(seldom: false);
        told.ShouldSayNothing("clock");

        await ObserveAsync(-2_500);
        await told.LookAsync(seldom: false);
        await told.ShouldSayAsync("clock", 1, "it is 2.5 s behind known senders'");
        await ObserveAsync(-5_000);
        await told.LookAsync(seldom: false);
        await told.ShouldSayAsync("clock", 2, "it is 5.0 s behind known senders': validators' requests are about to be refused");

        async Task ObserveAsync(int delay)
        {
            for (int i = 0; i < 9; i++)
            {
                long now = told.Proxy.Clock.Milliseconds;
                guard.Observe(AccountId.Parse(RunningProxy.Validator), now - delay, now);
                await Task.Delay(40, RawClient.Token);
            }
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (int i = 0; i < 500 && !condition(); i++)
        {
            await Task.Delay(20, RawClient.Token);
        }

        condition().ShouldBeTrue();
    }
}
