using System.Text.Json;
using System.Text.Json.Nodes;
using FakeNode;
using FakeNode.Chain;
using FakeNode.Runtimes;
using FakeNode.Server;
using Microsoft.Extensions.DependencyInjection;
using ReverseProxy.Gating;
using ReverseProxy.Tests.Support;
using Substrate.Client.Values;
using Substrate.Cryptography;

namespace ReverseProxy.Tests.Gating;

/// <summary>The running proxy beside a chain that is there, away, slow, behind, or broken.</summary>
public sealed class SubnetFeedTests : IAsyncDisposable
{
    private readonly StubBackend _backend = StubBackend.StartOk();
    private readonly string _directory = Directory.CreateTempSubdirectory("subnet-feed-").FullName;

    [Theory]
    [InlineData(218u)]
    [InlineData(393u)]
    public async Task A_validator_of_the_subnet_comes_in_and_a_stranger_does_not(uint specVersion)
    {
        await using FakeSubstrateNode node = await StartNodeAsync(specVersion);
        await using RunningProxy proxy = await StartAsync(node.Endpoint.ToString());
        await proxy.LoggedAsync("Subnet 11 as of block 3 from ws://127.0.0.1");

        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);
        RawResponse refused = await Sender.Stranger.PostAsync(proxy);

        (refused.Status, refused.Detail, refused.Header("X-Refusal-Reason")).ShouldBe((403, "Sender not allowed", "validator_permit"));
        JsonElement subnet = await StatusAsync(proxy, "subnet");
        subnet.GetProperty("state").GetString().ShouldBe("fresh");
        (subnet.GetProperty("netuid").GetInt32(), subnet.GetProperty("block").GetInt32(), subnet.GetProperty("neurons").GetInt32(), subnet.GetProperty("validators").GetInt32())
            .ShouldBe((11, 3, 2, 1));
        (subnet.GetProperty("hits").GetInt32(), subnet.GetProperty("misses").GetInt32(), subnet.GetProperty("refreshes").GetInt32(), subnet.GetProperty("failures").GetInt32())
            .ShouldBe((2, 0, 1, 0));
        subnet.GetProperty("endpoint").GetString().ShouldBe(node.Endpoint.ToString().TrimEnd('/'));
        JsonElement policies = await StatusAsync(proxy, "policies");
        policies.GetProperty("validator_permit").GetProperty("refused").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_restart_while_the_chain_is_down_still_knows_its_validators_from_the_first_request_on()
    {
        await using (FakeSubstrateNode node = await StartNodeAsync())
        {
            await using RunningProxy before = await StartAsync(node.Endpoint.ToString());
            await before.LoggedAsync("Subnet 11 as of block 3 from");
            Copy(before.Directory, _directory);
        }

        await using RunningProxy proxy = await StartAsync($"ws://127.0.0.1:{FreePort.Next()}", directory: _directory);

        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);
        (await Sender.Stranger.PostAsync(proxy)).Status.ShouldBe(403);
        (await proxy.LoggedAsync("Subnet 11 could not be read from the chain")).ShouldContain("ago stays in force");
        (await StatusAsync(proxy, "subnet")).GetProperty("last_failure").GetString().ShouldStartWith("no node could be reached");
    }

    [Fact]
    public async Task A_damaged_file_is_left_aside_and_replaced()
    {
        await using FakeSubstrateNode node = await StartNodeAsync();
        _ = Directory.CreateDirectory(Path.Combine(_directory, "state"));
        string path = Path.Combine(_directory, "state", "subnet-11.json");
        await File.WriteAllTextAsync(path, "{\"version\":1,", RawClient.Token);

        await using RunningProxy proxy = await StartAsync(node.Endpoint.ToString(), directory: _directory);

        await proxy.LoggedAsync("The subnet's state on disk cannot be used and is left aside");
        await proxy.LoggedAsync("Subnet 11 as of block 3 from");
        await UntilAsync(() => new SubnetFile(Path.Combine(_directory, "state"), 11).Read(DateTimeOffset.UtcNow) is not null);
        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("refuse", 403)]
    [InlineData("admit", 200)]
    public async Task A_chain_that_never_answers_holds_up_neither_the_start_nor_a_request(string whenUnknown, int status)
    {
        await using FakeSubstrateNode node = await StartNodeAsync();
        node.Server.IsSilent = true;
        long started = Environment.TickCount64;

        await using RunningProxy proxy = await StartAsync(node.Endpoint.ToString(), auth => auth["policies"]![0]!["when_unknown"] = whenUnknown);

        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(status);
        (Environment.TickCount64 - started).ShouldBeLessThan(9_000, "the client's patience with the chain is longer");
        JsonElement subnet = await StatusAsync(proxy, "subnet");
        (subnet.GetProperty("state").GetString(), subnet.GetProperty("misses").GetInt32()).ShouldBe(("unknown", 1));
    }

    [Fact]
    public async Task A_node_that_is_away_or_of_no_use_is_passed_over_for_the_next()
    {
        await using FakeSubstrateNode useless = await StartNodeAsync();
        useless.Refuse("chain_getFinalizedHead", new RpcException(-32000, "not today"));
        await using FakeSubstrateNode node = await StartNodeAsync();

        await using RunningProxy proxy = await StartAsync($"ws://127.0.0.1:{FreePort.Next()},{useless.Endpoint},{node.Endpoint}");

        (await proxy.LoggedAsync("Subnet 11 could not be read from the chain")).ShouldContain("not today");
        await UntilAsync(() => proxy.Log.Texts.Any(line => line.StartsWith($"Subnet 11 as of block 3 from {node.Endpoint.ToString().TrimEnd('/')}", StringComparison.Ordinal)), seconds: 60);
        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task With_every_block_if_asked_so_a_permit_lost_is_lost_within_a_block()
    {
        await using FakeSubstrateNode node = await StartNodeAsync();
        await using RunningProxy proxy = await StartAsync(node.Endpoint.ToString(), auth => auth["refresh_on_blocks"] = true);
        await proxy.LoggedAsync("Subnet 11 as of block 3 from");
        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);

        await UntilAsync(() =>
        {
            // The first blocks may come before it listens.
            _ = node.Chain.Seal(execute: block => block.Put("SubtensorModule", "ValidatorPermit", [Value.Of(11)], Value.List(Value.Of(false), Value.Of(true))));
            return Holder(proxy).Current!.TryGet(AccountId.Parse(Sender.Validator.Address), out Bittensor.Subnets.Neuron neuron) && !neuron.HasValidatorPermit;
        });

        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(403);
        (await Sender.Stranger.PostAsync(proxy)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_made_anew_and_nothing_is_said_when_the_server_stops()
    {
        await using FakeSubstrateNode node = await StartNodeAsync();
        await using RunningProxy proxy = await StartAsync(node.Endpoint.ToString(), auth => auth["refresh_on_blocks"] = true);
        await proxy.LoggedAsync("Subnet 11 as of block 3 from");

        node.Server.BreakConnections();
        await UntilAsync(() =>
        {
            _ = node.Chain.Seal();
            return Holder(proxy).Current!.Block > 5;
        });
        int said = proxy.Log.Texts.Count(line => line.Contains("could not be read", StringComparison.Ordinal));
        await proxy.Server.StopAsync(RawClient.Token);

        proxy.Log.Texts.Count(line => line.Contains("could not be read", StringComparison.Ordinal)).ShouldBe(said);
        new SubnetFile(Path.Combine(proxy.Directory, "state"), 11).Read(DateTimeOffset.UtcNow)!.Metagraph.Block.ShouldBeGreaterThan(5ul);
    }

    [Fact]
    public async Task A_node_that_is_behind_takes_nothing_back()
    {
        await using FakeSubstrateNode node = await StartNodeAsync();
        node.Chain.Seal(count: 20);
        await using RunningProxy proxy = await StartAsync(node.Endpoint.ToString(), auth => auth["refresh_on_blocks"] = true);
        await proxy.LoggedAsync("Subnet 11 as of block 23 from");
        FakeBlock old = node.Chain.At(5)!;
        node.Answer("chain_getFinalizedHead", $"\"{old.Hash}\"");

        await UntilAsync(() =>
        {
            _ = node.Chain.Seal();
            return proxy.Log.Texts.Any(line => line.Contains("is behind: its newest final block is 5, and ", StringComparison.Ordinal));
        });

        Holder(proxy).Current!.Block.ShouldBeGreaterThanOrEqualTo(23ul);
        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_subnet_that_is_not_there_is_said_and_not_taken_for_an_empty_one()
    {
        await using FakeSubstrateNode node = await StartNodeAsync();

        await using RunningProxy proxy = await StartAsync(node.Endpoint.ToString(), auth => auth["netuid"] = 12);

        (await proxy.LoggedAsync("Subnet 12 could not be read")).ShouldContain("has no subnet 12 (auth.netuid) with anybody on it");
        Holder(proxy).Current.ShouldBeNull();
    }

    [Fact]
    public async Task Another_node_and_another_subnet_take_effect_without_a_restart()
    {
        await using FakeSubstrateNode node = await StartNodeAsync();
        await using FakeSubstrateNode other = await StartNodeAsync();
        other.Chain.Put("SubtensorModule", "ValidatorPermit", [Value.Of(11)], Value.List(Value.Of(false), Value.Of(true)));
        _ = other.Chain.Register(12, AccountId.Parse(Sender.Stranger.Address), permit: true);
        await using RunningProxy proxy = await StartAsync(node.Endpoint.ToString());
        await proxy.LoggedAsync("Subnet 11 as of block 3 from");

        await ChangeAsync(proxy, auth => auth["chain_endpoint"] = other.Endpoint.ToString());
        await UntilAsync(async () => (await Sender.Stranger.PostAsync(proxy)).Status == 200);
        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(403);

        await ChangeAsync(proxy, auth => (auth["chain_endpoint"], auth["netuid"]) = (other.Endpoint.ToString(), 12));
        await UntilAsync(() => Holder(proxy).Current?.Netuid == 12);
        (await Sender.Stranger.PostAsync(proxy)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Where_nobody_asks_the_chain_it_is_left_alone()
    {
        await using FakeSubstrateNode node = await StartNodeAsync();
        await using RunningProxy proxy = await StartAsync(node.Endpoint.ToString(), auth => auth["policies"]![0]!["mode"] = "off");

        await Task.Delay(500, RawClient.Token);
        node.Calls.ShouldBeEmpty();
        (await StatusAsync(proxy, "subnet")).GetProperty("state").GetString().ShouldBe("off");

        await ChangeAsync(proxy, auth => auth["chain_endpoint"] = node.Endpoint.ToString());
        await proxy.LoggedAsync("Subnet 11 as of block 3 from");
    }

    [Fact]
    public async Task The_true_runtime_says_who_its_validators_are()
    {
        string? endpoint = Environment.GetEnvironmentVariable("SUBTENSOR_ENDPOINT");
        Assert.SkipWhen(endpoint is null, "SUBTENSOR_ENDPOINT names no development chain");
        await using RunningProxy proxy = await StartAsync(endpoint!);
        (await proxy.LoggedAsync("Subnet 11 as of block")).ShouldEndWith("32 neurons, 4 with a validator permit");

        Gate gate = proxy.Server.Services.GetRequiredService<ReverseProxy.Serving.SnapshotHolder>().Current.Gate;

        gate.Decide(AccountId.Parse("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY")).Known.ShouldBeTrue("//Alice has a permit");
        gate.Decide(AccountId.Parse("5HGjWAeFDfFCWPsjFQdVV2Msvz2XtMktvgocEZcCj68kUMaw")).Admitted.ShouldBeFalse("//Eve has none");
    }

    public async ValueTask DisposeAsync()
    {
        await _backend.DisposeAsync();
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    /// <summary>A node with the validator and the stranger of the test data on netuid 11, only the first with a permit.</summary>
    private static async Task<FakeSubstrateNode> StartNodeAsync(uint specVersion = 393)
    {
        FakeSubstrateNode node = await FakeSubstrateNode.StartAsync(SubtensorRuntime.Create(specVersion));
        node.Chain.Seal(count: 3);
        _ = node.Chain.Register(11, AccountId.Parse(Sender.Validator.Address), permit: true, alpha: 1_000);
        _ = node.Chain.Register(11, AccountId.Parse(Sender.Stranger.Address));
        return node;
    }

    private static SubnetHolder Holder(RunningProxy proxy) => proxy.Server.Services.GetRequiredService<SubnetHolder>();

    private static async Task<JsonElement> StatusAsync(RunningProxy proxy, string section) =>
        JsonDocument.Parse((await RawClient.GetAsync(proxy.Port, "/status?verbose")).Body).RootElement.GetProperty(section);

    private static void Copy(string from, string to)
    {
        _ = Directory.CreateDirectory(Path.Combine(to, "state"));
        File.Copy(Path.Combine(from, "state", "subnet-11.json"), Path.Combine(to, "state", "subnet-11.json"));
    }

    private static Task UntilAsync(Func<bool> condition, int seconds = 20) => UntilAsync(() => Task.FromResult(condition()), seconds);

    private static async Task UntilAsync(Func<Task<bool>> condition, int seconds = 20)
    {
        for (int i = 0; i < seconds * 20; i++)
        {
            if (await condition())
            {
                return;
            }

            await Task.Delay(50, RawClient.Token);
        }

        throw new TimeoutException("it did not come true");
    }

    private JsonObject Configuration(string endpoint, Action<JsonObject>? change)
    {
        JsonObject configuration = RunningProxy.Configuration(_backend.Url, "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty");
        JsonObject auth = configuration["auth"]!.AsObject();
        auth["chain_endpoint"] = endpoint;
        auth["policies"] = new JsonArray(new JsonObject { ["policy"] = "validator_permit", ["mode"] = "enforce" });
        change?.Invoke(auth);
        return configuration;
    }

    private Task<RunningProxy> StartAsync(string endpoint, Action<JsonObject>? change = null, string? directory = null) =>
        RunningProxy.StartAsync(Configuration(endpoint, change), directory);

    private async Task ChangeAsync(RunningProxy proxy, Action<JsonObject> change)
    {
        await File.WriteAllTextAsync(proxy.ConfigurationPath, Configuration("ws://127.0.0.1:1", change).ToJsonString(), RawClient.Token);
        proxy.Server.Reload().ShouldBeTrue();
    }
}
