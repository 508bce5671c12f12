using System.Collections.Immutable;
using System.Text.Json.Nodes;
using FakeNode.Chain;
using FakeNode.Server;
using Substrate.Client.Chain;
using Substrate.Client.JsonRpc;
using Substrate.Client.Metadata;
using Substrate.Client.Scale;
using Substrate.Client.Values;
using Substrate.Cryptography;

namespace Substrate.Client.Tests.Chain;

public class BlockStateTests
{
    private static readonly AccountId Hotkey = SubnetState.Account(7);
    private static readonly Value Net = Value.Of(11);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Values_are_read_by_name_with_their_defaults()
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        _ = scene.Node.Chain.Register(11, SubnetState.Account(0));
        _ = scene.Node.Chain.Register(11, Hotkey, permit: true, alpha: 500);

        BlockState state = await scene.Client.AtFinalizedAsync(Token);

        state.Number.ShouldBe(5ul);
        state.Hash.ShouldBe(scene.Node.Chain.Best.Hash);
        (await state.ReadAsync("SubtensorModule", "Uids", [Net, Value.Of(Hotkey)], Token))!.AsNumber<int>().ShouldBe(1);
        (await state.ReadAsync("SubtensorModule", "Uids", [Value.Of(12), Value.Of(Hotkey)], Token)).ShouldBeNull();
        (await state.ReadAsync("SubtensorModule", "Tempo", [Value.Of(12)], Token))!.AsNumber<int>().ShouldBe(360);
        (await state.ReadAsync("SubtensorModule", "ValidatorPermit", [Net], Token)).ShouldBe(Value.List(Value.Of(false), Value.Of(true)));
    }

    [Fact]
    public async Task Many_values_take_one_round_trip_and_come_in_the_order_asked_for()
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        _ = scene.Node.Chain.Register(11, Hotkey, alpha: 500);
        BlockState state = await scene.Client.AtFinalizedAsync(Token);
        int before = scene.Node.Calls.Count;

        ImmutableArray<Value?> values = await state.ReadAllAsync(
            [
                new("SubtensorModule", "Uids", Net, Value.Of(Hotkey)),
                new("SubtensorModule", "TotalHotkeyAlpha", Value.Of(Hotkey), Net),
                new("Commitments", "CommitmentOf", Net, Value.Of(Hotkey)),
                new("Commitments", "MaxSpace"),
                new("SubtensorModule", "Uids", Net, Value.Of(Hotkey)),
            ],
            Token);

        values.ShouldBe([Value.Of(0), Value.Of(500), null, Value.Of(3100), Value.Of(0)]);
        scene.Node.Calls.Skip(before).ShouldBe(["state_queryStorageAt"]);
        (await state.ReadAllAsync([], Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_first_read_takes_three_round_trips_and_later_ones_fewer()
    {
        await using NodeScene scene = await NodeScene.StartAsync();

        BlockState first = await scene.Client.AtFinalizedAsync(Token);
        scene.Node.Calls.ShouldBe(
            [
                "chain_getFinalizedHead", "state_call",
                "chain_getHeader", "state_getRuntimeVersion", "state_getStorage", "chain_getBlockHash", "state_call",
            ],
            ignoreOrder: true);
        first.Runtime.Metadata.Version.ShouldBe((byte)16);

        int before = scene.Node.Calls.Count;
        BlockState second = await scene.Client.AtBestAsync(Token);
        second.Runtime.ShouldBeSameAs(first.Runtime);
        scene.Node.Calls.Skip(before).ShouldNotContain("state_call");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(2050)]
    public async Task A_map_is_read_whole_in_the_order_of_its_keys_whatever_the_pages(int count)
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        for (int i = 0; i < count; i++)
        {
            scene.Node.Chain.Commit(11, SubnetState.Account(i), $"203.0.113.1:{i}");
            scene.Node.Chain.Commit(i % 2 == 0 ? 12 : 10, SubnetState.Account(i), "another subnet");
        }

        BlockState state = await scene.Client.AtFinalizedAsync(Token);
        List<StorageMapEntry> entries = [];
        await foreach (StorageMapEntry entry in state.ReadMapAsync("Commitments", "CommitmentOf", [Net], Token))
        {
            entries.Add(entry);
        }

        entries.Count.ShouldBe(count);
        entries.ShouldAllBe(entry => entry.Error == null && entry.Keys[0]!.Equals(Net));
        entries.Select(entry => entry.Keys[1]!.AsAccountId()).Distinct().Count().ShouldBe(count);
        entries.Select(entry => Convert.ToHexString(entry.StorageKey.Span)).ShouldBeInOrder();
    }

    [Fact]
    public async Task A_map_is_of_one_block_even_when_others_come_in_between()
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        scene.Node.Chain.Populate(11, 20);
        BlockState state = await scene.Client.AtFinalizedAsync(Token);
        List<string> texts = [];
        await foreach (StorageMapEntry entry in state.ReadMapAsync("Commitments", "CommitmentOf", [Net], Token, pageSize: 7))
        {
            texts.Add(entry.Value!["info"]["fields"][0].AsVariant().Name);
            if (texts.Count == 1)
            {
                _ = scene.Node.Chain.Seal();
                foreach (int i in Enumerable.Range(0, 20))
                {
                    scene.Node.Chain.Commit(11, SubnetState.Account(i), "x");
                }
            }
        }

        texts.Count.ShouldBe(20);
        texts.ShouldNotContain("Raw1");
    }

    [Fact]
    public async Task An_entry_that_cannot_be_decoded_does_not_hide_the_others()
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        scene.Node.Chain.Populate(11, 5);
        string key = scene.Node.Chain.Best.State.Keys.Last(candidate => candidate.StartsWith("ca407206ec1ab726b2636c4b145ac287419a60ae8b01e6dcaebd7317e43c69bf0b00", StringComparison.Ordinal));
        scene.Node.Intervene("state_queryStorageAt", async (_, _, proceed) =>
        {
            JsonNode answer = (await proceed())!;
            foreach (JsonNode? change in answer[0]!["changes"]!.AsArray().Where(change => change![0]!.GetValue<string>() == $"0x{key}"))
            {
                change![1] = "0x000000000000000001000000" + "04ff";
            }

            return answer;
        });

        BlockState state = await scene.Client.AtFinalizedAsync(Token);
        List<StorageMapEntry> entries = [];
        await foreach (StorageMapEntry entry in state.ReadMapAsync("Commitments", "CommitmentOf", [Net], Token))
        {
            entries.Add(entry);
        }

        entries.Count(entry => entry.Error is null).ShouldBe(4);
        StorageMapEntry broken = entries.Single(entry => entry.Error is not null);
        broken.Error!.Path.ShouldBe("Commitments.CommitmentOf.info.fields[0]");
        broken.Value.ShouldBeNull();
        broken.Keys[0].ShouldBe(Net);
        Convert.ToHexStringLower(broken.StorageKey.Span).ShouldBe(key);
    }

    [Fact]
    public async Task An_answer_that_would_be_too_large_is_asked_for_in_halves()
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        scene.Node.Chain.Populate(11, 20);
        scene.Node.Intervene("state_queryStorageAt", (_, call, proceed) =>
            call.Argument(0)!.Value.GetArrayLength() > 6
                ? throw new RpcException(-32008, "Response is too big", "Exceeded max limit of 15728640")
                : proceed());

        BlockState state = await scene.Client.AtFinalizedAsync(Token);
        int count = 0;
        await foreach (StorageMapEntry entry in state.ReadMapAsync("Commitments", "CommitmentOf", [Net], Token))
        {
            entry.Error.ShouldBeNull();
            count++;
        }

        count.ShouldBe(20);
    }

    [Fact]
    public async Task A_node_that_gives_the_same_page_again_is_not_asked_for_ever()
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        scene.Node.Chain.Populate(11, 5);
        JsonNode? page = null;
        scene.Node.Intervene("state_getKeysPaged", async (_, _, proceed) => (page ??= await proceed())?.DeepClone());

        BlockState state = await scene.Client.AtFinalizedAsync(Token);
        JsonRpcException error = await Should.ThrowAsync<JsonRpcException>(async () =>
        {
            await foreach (StorageMapEntry _ in state.ReadMapAsync("Commitments", "CommitmentOf", [Net], Token, pageSize: 5))
            {
            }
        });

        error.Message.ShouldBe("the answer to state_getKeysPaged is malformed: a page does not begin after the one before it");
    }

    [Fact]
    public async Task Runtime_functions_are_called_by_name()
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        _ = scene.Node.Chain.Register(11, SubnetState.Account(0), permit: true, alpha: 42);
        _ = scene.Node.Chain.Register(11, SubnetState.Account(1));
        BlockState state = await scene.Client.AtFinalizedAsync(Token);

        Value graph = (await state.CallAsync(
            "SubnetInfoRuntimeApi", "get_selective_metagraph", [Net, Value.List(Value.Of(52), Value.Of(57), Value.Of(67))], Token)).AsOption()!;

        graph["hotkeys"].AsOption()![1].AsAccountId().ShouldBe(SubnetState.Account(1));
        graph["validator_permit"].AsOption().ShouldBe(Value.List(Value.Of(true), Value.Of(false)));
        graph["alpha_stake"].AsOption()![0].AsNumber<ulong>().ShouldBe(42ul);
        graph["coldkeys"].AsOption().ShouldBeNull();
        (await state.CallAsync("SubnetInfoRuntimeApi", "get_selective_metagraph", [Value.Of(99), Value.List()], Token)).AsOption()
            .ShouldBeNull();
        (await state.CallAsync("AccountNonceApi_account_nonce", new byte[32], Token)).ShouldBe([0, 0, 0, 0]);
        Should.Throw<MetadataException>(() => state.CallAsync("SubnetInfoRuntimeApi", "nope", [], Token)).Message
            .ShouldBe("the runtime 393 lists no function SubnetInfoRuntimeApi_nope (in metadata version 16)");
        (await Should.ThrowAsync<JsonRpcException>(() => state.CallAsync("No_such", default, Token))).Code.ShouldBe(4003);
    }

    [Fact]
    public async Task What_does_not_exist_is_named()
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        BlockState state = await scene.Client.AtFinalizedAsync(Token);

        (await Should.ThrowAsync<MetadataException>(() => state.ReadAsync("Nope", "X", [], Token)))
            .Message.ShouldBe("the runtime has no pallet Nope");
        (await Should.ThrowAsync<MetadataException>(() => state.ReadAsync("Commitments", "X", [], Token)))
            .Message.ShouldBe("the pallet Commitments of this runtime stores no X");
        (await Should.ThrowAsync<ScaleException>(() => state.ReadAsync("Commitments", "CommitmentOf", [Value.Of(70_000)], Token)))
            .Message.ShouldContain("70000 does not fit u16");
        Should.Throw<ArgumentException>(() => state.ReadMapAsync("Commitments", "MaxSpace", [], Token));
        Should.Throw<ArgumentException>(() => state.ReadMapAsync("Commitments", "CommitmentOf", [Net, Value.Of(Hotkey)], Token));
        Should.Throw<ArgumentException>(() => state.ReadMapAsync("Commitments", "CommitmentOf", [Net], Token, pageSize: 1001));
    }

    [Fact]
    public async Task An_unknown_block_is_named()
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        Hash256 unknown = Hash256.FromBytes([.. Enumerable.Repeat((byte)9, 32)]);

        Exception error = await Should.ThrowAsync<Exception>(() => scene.Client.AtAsync(unknown, Token));

        error.Message.ShouldContain(unknown.ToString());
    }
}
