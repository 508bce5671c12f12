using System.Text;
using Bittensor.Commitments;
using Bittensor.Registry;
using Bittensor.Tests.Support;
using FakeNode.Chain;
using FakeNode.Runtimes;
using Substrate.Client.Chain;
using Substrate.Client.JsonRpc;
using Substrate.Client.Values;

namespace Bittensor.Tests.Registry;

public class MinerRegistryTests
{
    [Theory]
    [InlineData(218u)]
    [InlineData(365u)]
    [InlineData(393u)]
    public async Task Everything_that_was_committed_is_there_with_its_hotkey_uid_and_block(uint specVersion)
    {
        await using RegistryScene scene = await RegistryScene.StartAsync(SubtensorRuntime.Create(specVersion));
        scene.Node.Chain.Populate(11, 40);
        scene.Node.Chain.Commit(11, SubnetState.Account(99), "198.51.100.1:9999");
        scene.Node.Chain.Commit(12, SubnetState.Account(1), "198.51.100.2:9999");

        MinerRegistry registry = await ReadAsync(scene, 11);

        (registry.SubnetExists, registry.Block, registry.Entries.Length).ShouldBe((true, 5ul, 41));
        registry.Invalid.ShouldBeEmpty();
        for (int i = 0; i < 40; i++)
        {
            RegistryEntry entry = registry.Entries.Single(candidate => candidate.Hotkey == SubnetState.Account(i));
            (entry.Uid, entry.Block, entry.Endpoint!.ToString()).ShouldBe(((ushort)i, 5ul, $"203.0.113.{i}:{8000 + i}"));
        }

        registry.Entries.Single(entry => entry.Hotkey == SubnetState.Account(99)).Uid.ShouldBeNull();
        registry.Entries.Select(entry => entry.Hotkey).ShouldBeUnique();
    }

    [Fact]
    public async Task What_is_no_endpoint_says_why_and_hides_nothing_else()
    {
        await using RegistryScene scene = await RegistryScene.StartAsync();
        scene.Node.Chain.Populate(11, 1);
        Put(1, SubnetState.Raw("namespace:name:9c1185"u8.ToArray()));
        Put(2, SubnetState.Raw([0xff, 0xfe, 0x1b]));
        Put(3, SubnetState.Raw([]));
        Put(4, Value.Variant("None"));
        Put(5, Value.Variant("Sha256", Value.Of(new byte[32])));
        Put(6, Value.Variant("BigRaw", Value.Of(Encoding.ASCII.GetBytes("203.0.113.1:1"))));
        Put(7, Value.Variant("TimelockEncrypted", Value.Composite(("encrypted", Value.Of(new byte[] { 1 })), ("reveal_round", Value.Of(7)))));
        Put(8, Value.Variant("ResetBondsFlag"), SubnetState.Raw("203.0.113.1:1"u8.ToArray()));
        Put(9, SubnetState.Raw("203.0.113.9:9"u8.ToArray()), SubnetState.Raw("second"u8.ToArray()));
        scene.Node.Chain.Commit(11, SubnetState.Account(10));

        MinerRegistry registry = await ReadAsync(scene, 11);

        registry.Valid.Select(entry => entry.Endpoint!.ToString()).Order().ShouldBe(["203.0.113.0:8000", "203.0.113.9:9"]);
        TypeOf(1).ShouldBe("ValueError");
        TypeOf(2).ShouldBe("ValueError");
        Entry(2).RawText.ShouldBe("\u00ff\u00fe\u001b");
        new[] { 3, 4, 5, 6, 7, 8, 10 }.Select(TypeOf).ShouldAllBe(type => type == "MissingData");

        void Put(int account, params Value[] fields) => scene.Node.Chain.Commit(11, SubnetState.Account(account), fields);
        RegistryEntry Entry(int account) => registry.Entries.Single(entry => entry.Hotkey == SubnetState.Account(account));
        string TypeOf(int account) => Entry(account).Problem!.Type;
    }

    [Fact]
    public async Task What_this_runtime_cannot_decode_is_listed_by_its_hotkey()
    {
        await using RegistryScene scene = await RegistryScene.StartAsync(SubtensorRuntime.Create(218));
        scene.Node.Chain.Populate(11, 2);
        scene.Node.Chain.Best.PutBytes(
            "Commitments", "CommitmentOf", [Value.Of(11), Value.Of(SubnetState.Account(1))], [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4, 200, 1, 2, 3]);

        MinerRegistry registry = await ReadAsync(scene, 11);

        registry.Valid.Count().ShouldBe(1);
        RegistryEntry broken = registry.Invalid.Single();
        broken.Problem!.Type.ShouldBe("DecodeError");
        broken.Problem.Message.ShouldContain("no variant 200");
        (broken.Uid, broken.Block).ShouldBe(((ushort)1, null));
    }

    [Theory]
    [InlineData(257)]
    [InlineData(0)]
    public async Task It_takes_six_messages_after_connecting(int count)
    {
        await using RegistryScene scene = await RegistryScene.StartAsync();
        scene.Node.Chain.Populate(11, count);

        MinerRegistry registry = await ReadAsync(scene, 11);

        registry.Entries.Length.ShouldBe(count);
        scene.Node.Server.MessageCount.ShouldBeLessThanOrEqualTo(6);
    }

    [Fact]
    public async Task More_than_a_page_of_commitments_is_read_whole()
    {
        await using RegistryScene scene = await RegistryScene.StartAsync();
        for (int i = 0; i < 1003; i++)
        {
            scene.Node.Chain.Commit(11, SubnetState.Account(i), "203.0.113.1:1");
        }

        (await ReadAsync(scene, 11)).Entries.Length.ShouldBe(1003);
    }

    [Fact]
    public async Task A_subnet_that_is_not_there_is_told_apart_from_an_empty_one()
    {
        await using RegistryScene scene = await RegistryScene.StartAsync();
        scene.Node.Chain.Register(11, SubnetState.Account(0));

        MinerRegistry there = await ReadAsync(scene, 11);
        MinerRegistry missing = await ReadAsync(scene, 77);

        (there.SubnetExists, there.Entries.Length).ShouldBe((true, 0));
        (missing.SubnetExists, missing.Entries.Length).ShouldBe((false, 0));
    }

    [Fact]
    public async Task A_node_that_gives_keys_of_something_else_is_not_believed()
    {
        await using RegistryScene scene = await RegistryScene.StartAsync();
        scene.Node.Answer("state_getKeysPaged", """["0x26aa394eea5630e07c48ae0c9558cef7"]""");

        (await Should.ThrowAsync<JsonRpcException>(() => ReadAsync(scene, 11))).Failure.ShouldBe(JsonRpcFailure.Malformed);
    }

    [Fact]
    public async Task A_runtime_upgrade_between_two_readings_changes_nothing()
    {
        await using RegistryScene scene = await RegistryScene.StartAsync(SubtensorRuntime.Create(218));
        scene.Node.Chain.Populate(11, 3);
        (await ReadAsync(scene, 11)).Valid.Count().ShouldBe(3);
        scene.Node.Chain.Upgrade(SubtensorRuntime.Create(393));
        scene.Node.Chain.Seal(count: 2);

        BlockState state = await scene.Client.AtBestAsync(RegistryScene.Token);
        (await MinerRegistry.ReadAsync(state, 11, RegistryScene.Token)).Valid.Count().ShouldBe(3);
        state.Runtime.SpecVersion.ShouldBe(393u);
    }

    [Fact]
    public void The_first_raw_field_with_content_is_all_that_counts() => new Commitment(1, [CommitmentField.Raw(default)]).FirstRaw.ShouldBeNull();

    private static async Task<MinerRegistry> ReadAsync(RegistryScene scene, ushort netuid) =>
        await MinerRegistry.ReadAsync(await scene.Client.AtBestAsync(RegistryScene.Token), netuid, RegistryScene.Token);
}
