using System.Text.Json;
using System.Text.Json.Nodes;
using Bittensor.Subnets;
using FakeNode;
using FakeNode.Chain;
using FakeNode.Runtimes;
using Fixtures;
using Substrate.Client;
using Substrate.Client.JsonRpc;
using Substrate.Client.Metadata;
using Substrate.Client.RuntimeApis;
using Substrate.Client.Scale;
using Substrate.Client.Values;
using Substrate.Cryptography;
using SubnetState = FakeNode.Chain.SubnetState;

namespace Bittensor.Tests.Subnets;

/// <summary>Who is registered on a subnet, read from nodes of several ages.</summary>
public class MetagraphReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 21, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(218u, "SubnetInfoRuntimeApi_get_subnet_state")]
    [InlineData(240u, "SubnetInfoRuntimeApi_get_subnet_state")]
    [InlineData(261u, "SubnetInfoRuntimeApi_get_selective_metagraph")]
    [InlineData(393u, "SubnetInfoRuntimeApi_get_selective_metagraph")]
    public async Task One_call_of_the_runtime_gives_all_neurons(uint specVersion, string function)
    {
        await using FakeSubstrateNode node = await FakeSubstrateNode.StartAsync(SubtensorRuntime.Create(specVersion));
        _ = node.Chain.Seal();
        _ = node.Chain.Register(11, SubnetState.Account(1), permit: true, alpha: 50_000_000_000_000);
        _ = node.Chain.Seal();
        _ = node.Chain.Register(11, SubnetState.Account(2), alpha: 7);
        _ = node.Chain.Register(12, SubnetState.Account(3), permit: true);
        List<string> called = [];
        node.Intervene("state_call", (_, call, proceed) =>
        {
            called.Add(call.Text(0));
            return proceed();
        });

        Metagraph? metagraph = await ReadAsync(node, 11);

        metagraph.ShouldNotBeNull();
        (metagraph.Netuid, metagraph.Block, metagraph.TakenAt).ShouldBe(((ushort)11, 2ul, Now));
        metagraph.Neurons.OrderBy(neuron => neuron.Uid).ShouldBe(
        [
            new(0, SubnetState.Account(1), HasValidatorPermit: true, 50_000_000_000_000, 50_000_000_000_000, RegisteredAt: 1),
            new(1, SubnetState.Account(2), HasValidatorPermit: false, 7, 7, RegisteredAt: 2),
        ]);
        metagraph.TryGet(SubnetState.Account(3), out _).ShouldBeFalse("it is registered on another subnet");
        called.Where(name => !name.StartsWith("Metadata_", StringComparison.Ordinal)).ShouldBe([function]);
    }

    [Theory]
    [InlineData(218u)]
    [InlineData(240u)]
    [InlineData(393u)]
    public async Task A_subnet_that_does_not_exist_is_nothing(uint specVersion)
    {
        await using FakeSubstrateNode node = await FakeSubstrateNode.StartAsync(SubtensorRuntime.Create(specVersion));
        node.Chain.Populate(netuid: 12, count: 3);

        (await ReadAsync(node, 11)).ShouldBeNull();
    }

    [Theory]
    [InlineData(218u)]
    [InlineData(240u)]
    [InlineData(393u)]
    public async Task An_answer_about_another_subnet_is_not_taken(uint specVersion)
    {
        await using FakeSubstrateNode node = await FakeSubstrateNode.StartAsync(SubtensorRuntime.Create(specVersion));
        node.Chain.Populate(netuid: 11, count: 3);
        node.Chain.Populate(netuid: 12, count: 3);
        node.Intervene("state_call", async (_, call, proceed) =>
        {
            if (!call.Text(0).StartsWith("SubnetInfo", StringComparison.Ordinal))
            {
                return await proceed();
            }

            byte[] arguments = call.Bytes(1);
            arguments[0] = 12;
            return $"0x{Convert.ToHexStringLower(node.Chain.Best.Runtime.Functions[call.Text(0)](node.Chain.Best, arguments))}";
        });

        (await Should.ThrowAsync<ScaleException>(() => ReadAsync(node, 11))).Message.ShouldContain("is of subnet 12, and 11 was asked for");
    }

    [Fact]
    public async Task Lists_that_do_not_fit_together_are_not_taken()
    {
        await using FakeSubstrateNode node = await FakeSubstrateNode.StartAsync();
        node.Chain.Populate(netuid: 11, count: 3);
        node.Chain.Put("SubtensorModule", "ValidatorPermit", [Value.Of(11)], Value.List(Value.Of(true)));

        (await Should.ThrowAsync<ScaleException>(() => ReadAsync(node, 11))).Message.ShouldContain("3 hotkeys, 1 permits");
    }

    [Fact]
    public async Task A_runtime_that_lists_no_functions_says_so()
    {
        await using FakeSubstrateNode node = await FakeSubstrateNode.StartAsync(SubtensorRuntime.Create(218, metadataVersions: [14]));

        (await Should.ThrowAsync<MetadataException>(() => ReadAsync(node, 11))).Message
            .ShouldBe("the runtime 218 lists neither get_selective_metagraph nor get_subnet_state (in metadata version 14)");
    }

    [Fact]
    public async Task The_recorded_answer_of_the_true_runtime_is_understood()
    {
        JsonElement recorded = Repository.Json("vectors", "runtime_apis.json").RootElement.GetProperty("results").EnumerateArray()
            .First(result => result.Text("name") == "SubnetInfoRuntimeApi_get_subnet_state");
        await using FakeSubstrateNode node = await FakeSubstrateNode.StartAsync(SubtensorRuntime.Create(218));
        node.Intervene("state_call", (_, call, proceed) => call.Text(0) == recorded.Text("name")
            ? Task.FromResult<JsonNode?>(recorded.Text("response"))
            : proceed());

        Metagraph metagraph = (await ReadAsync(node, 11)).ShouldNotBeNull();

        metagraph.Neurons.Count.ShouldBe(32);
        metagraph.Neurons.Count(neuron => neuron.HasValidatorPermit).ShouldBe(4);
        Neuron alice = metagraph.Neurons.Single(neuron => neuron.Uid == 0);
        alice.Hotkey.ShouldBe(AccountId.Parse("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"));
        (alice.AlphaStake, alice.TotalStake, alice.RegisteredAt).ShouldBe((50_000_000_000_000ul, 50_000_000_000_000ul, 1ul));
        Neuron last = metagraph.Neurons.Single(neuron => neuron.Uid == 31);
        (last.HasValidatorPermit, last.AlphaStake, last.RegisteredAt).ShouldBe((false, 31_000_000ul, 32ul));
    }

    [Theory]
    [InlineData("finney-spec365-v16")]
    [InlineData("finney-spec393-v16")]
    public void The_main_chains_runtimes_are_asked_for_the_right_members(string name)
    {
        string? file = Repository.Shared("metadata", $"{name}.scale");
        Assert.SkipWhen(file is null, $"the metadata {name}.scale is not at hand");
        RuntimeMetadata metadata = RuntimeMetadata.Parse(File.ReadAllBytes(file!));
        RuntimeApiMethod method = metadata.FindApiMethod("SubnetInfoRuntimeApi", "get_selective_metagraph").ShouldNotBeNull();

        Value indices = SelectiveMetagraph.Indices(metadata.Types, method);

        RuntimeCall.EncodeArguments(metadata.Types, method, Value.Of(11), indices).ShouldBe(HexText.Bytes("0b0018000034003900420043004500"));

        // Some, netuid 11, and the members by position: one hotkey with a permit, of block 7, with 5 alpha and 6 in all.
        byte[] answer = [1, 44, .. new byte[73]];
        byte[] whole = [.. answer[..(1 + 52)], 1, 4, .. Enumerable.Repeat((byte)0xaa, 32), .. new byte[4], 1, 4, 1, .. new byte[8], 1, 4, 28, 1, 4, 20, 0, 1, 4, 24, .. new byte[4]];
        Value graph = RuntimeCall.DecodeAnswer(metadata.Types, method, whole).AsOption().ShouldNotBeNull();
        SelectiveMetagraph.Read(graph, 11).ToNeurons().ShouldBe(
            [new(0, AccountId.FromBytes([.. Enumerable.Repeat((byte)0xaa, 32)]), HasValidatorPermit: true, AlphaStake: 5, TotalStake: 6, RegisteredAt: 7)]);
    }

    [Fact]
    public async Task The_true_runtime_gives_its_neurons()
    {
        string? endpoint = Environment.GetEnvironmentVariable("SUBTENSOR_ENDPOINT");
        Assert.SkipWhen(endpoint is null, "SUBTENSOR_ENDPOINT names no development chain");
        await using SubstrateClient client = new(new JsonRpcOptions { Endpoints = [new Uri(endpoint!)] });

        Metagraph metagraph = (await MetagraphReader.ReadAsync(await client.AtFinalizedAsync(Token), 11, Now, Token)).ShouldNotBeNull();

        metagraph.Neurons.Count.ShouldBe(32);
        metagraph.Neurons.OrderBy(neuron => neuron.Uid).Take(5).Select(neuron => (neuron.HasValidatorPermit, neuron.AlphaStake / 1_000_000_000)).ShouldBe(
            [(true, 50_000ul), (true, 20_000ul), (true, 10_000ul), (true, 1_000ul), (false, 1ul)]);
        (await MetagraphReader.ReadAsync(await client.AtFinalizedAsync(Token), 999, Now, Token)).ShouldBeNull();
    }

    private static async Task<Metagraph?> ReadAsync(FakeSubstrateNode node, ushort netuid)
    {
        await using SubstrateClient client = new(new JsonRpcOptions { Endpoints = [node.Endpoint], HeadTimeout = null });
        return await MetagraphReader.ReadAsync(await client.AtBestAsync(Token), netuid, Now, Token);
    }
}
