using FakeNode.Chain;
using FakeNode.Runtimes;
using FakeNode.Server;
using Substrate.Client.Chain;
using Substrate.Client.Extrinsics;
using Substrate.Client.Submission;
using Substrate.Client.Values;
using Substrate.Cryptography.Sr25519;

namespace Substrate.Client.Tests.Chain;

public class RuntimeUpgradeTests
{
    private static readonly Call Commit = Call.Of(
        "Commitments",
        "set_commitment",
        ("netuid", Value.Of(11)),
        ("info", Value.Composite(("fields", Value.List(SubnetState.Raw("203.0.113.1:1"u8.ToArray()))))));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(new[] { 14 }, 14)]
    [InlineData(new[] { 14, 15 }, 15)]
    [InlineData(new[] { 14, 15, 16 }, 16)]
    public async Task The_newest_metadata_that_both_sides_know_is_used(int[] versions, int expected)
    {
        FakeRuntime runtime = SubtensorRuntime.Create(218, versions);
        await using NodeScene scene = await NodeScene.StartAsync(runtime);

        BlockState state = await scene.Client.AtFinalizedAsync(Token);

        state.Runtime.Metadata.Version.ShouldBe((byte)expected);
        (await state.ReadAsync("System", "Number", [], Token)).ShouldBe(Value.Of(5));
    }

    [Fact]
    public async Task Versions_to_come_and_unstable_ones_are_passed_over()
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        scene.Node.InterveneOnce(
            "state_call", (_, _, _) => Task.FromResult<System.Text.Json.Nodes.JsonNode?>("0x100e0000000f00000011000000ffffffff"));

        (await scene.Client.AtFinalizedAsync(Token)).Runtime.Metadata.Version.ShouldBe((byte)15);
    }

    [Fact]
    public async Task A_runtime_that_knows_no_versions_is_read_in_V14()
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        scene.Node.Refuse("state_call", new RpcException(4003, "Client error: Execution failed: Other: Exported method Metadata_metadata_versions is not found"));

        (await scene.Client.AtFinalizedAsync(Token)).Runtime.Metadata.Version.ShouldBe((byte)14);
    }

    [Fact]
    public async Task An_upgrade_between_two_reads_is_noticed_and_old_blocks_keep_their_runtime()
    {
        await using NodeScene scene = await NodeScene.StartAsync(SubtensorRuntime.Create(218));
        BlockState before = await scene.Client.AtFinalizedAsync(Token);
        before.Runtime.SpecVersion.ShouldBe(218u);
        before.Runtime.Metadata.Pallet("Commitments").Errors!.Find(2)!.Name.ShouldBe("CommitmentSetRateLimitExceeded");

        scene.Node.Chain.Upgrade(SubtensorRuntime.Create(393));
        FakeBlock bringing = scene.Node.Chain.Seal();
        BlockState between = await scene.Client.AtAsync(bringing.Hash, Token);
        _ = scene.Node.Chain.Seal();
        BlockState after = await scene.Client.AtFinalizedAsync(Token);

        // The block that brings the upgrade was made by the runtime before.
        between.Runtime.SpecVersion.ShouldBe(218u);
        after.Runtime.SpecVersion.ShouldBe(393u);
        after.Runtime.Metadata.Pallet("Commitments").Errors!.Find(2)!.Name.ShouldBe("SpaceLimitExceeded");
        (await scene.Client.AtAsync(before.Hash, Token)).Runtime.ShouldBeSameAs(before.Runtime);
        (await before.ReadAsync("System", "Number", [], Token)).ShouldBe(Value.Of(5));
    }

    [Fact]
    public async Task A_client_that_first_meets_the_block_that_brings_an_upgrade_reads_it_with_the_runtime_before()
    {
        await using NodeScene scene = await NodeScene.StartAsync(SubtensorRuntime.Create(218));
        scene.Node.Chain.Upgrade(SubtensorRuntime.Create(393));
        _ = scene.Node.Chain.Seal();

        BlockState state = await scene.Client.AtFinalizedAsync(Token);

        state.Runtime.SpecVersion.ShouldBe(218u);
        (await state.ReadEventsAsync(Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_is_signed_for_the_runtime_that_will_check_it()
    {
        await using NodeScene scene = await NodeScene.StartAsync(SubtensorRuntime.Create(218));
        using Keypair alice = NodeScene.Alice();
        _ = scene.Node.Chain.Register(11, alice.PublicKey);
        (await scene.Client.SubmitAsync(Commit, new KeypairSigner(alice), new ExtrinsicOptions(), progress: null, Token)).Succeeded
            .ShouldBeTrue();

        scene.Node.Chain.Upgrade(SubtensorRuntime.Create(393));
        _ = scene.Node.Chain.Seal();
        SubmissionOutcome outcome = await scene.Client.SubmitAsync(
            Commit, new KeypairSigner(alice), new ExtrinsicOptions(), progress: null, Token);

        outcome.ToString().ShouldStartWith("finalized in block");
        outcome.Extrinsic.Context.SpecVersion.ShouldBe(393u);
    }

    [Fact]
    public async Task An_upgrade_between_signing_and_submitting_is_answered_by_signing_again_once()
    {
        await using NodeScene scene = await NodeScene.StartAsync(SubtensorRuntime.Create(218));
        using Keypair alice = NodeScene.Alice();
        _ = scene.Node.Chain.Register(11, alice.PublicKey);
        scene.Node.InterveneOnce("author_submitAndWatchExtrinsic", (_, _, proceed) =>
        {
            scene.Node.Chain.Upgrade(SubtensorRuntime.Create(300));
            _ = scene.Node.Chain.Seal();
            return proceed();
        });

        SubmissionOutcome outcome = await scene.Client.SubmitAsync(
            Commit, new KeypairSigner(alice), new ExtrinsicOptions(), progress: null, Token);

        outcome.Succeeded.ShouldBeTrue(outcome.ToString());
        outcome.Extrinsic.Context.SpecVersion.ShouldBe(300u);
        scene.Node.Calls.Count(method => method == "author_submitAndWatchExtrinsic").ShouldBe(2);
    }

    [Fact]
    public async Task A_bad_signature_without_an_upgrade_is_not_tried_again()
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        using Keypair alice = NodeScene.Alice();
        scene.Node.Refuse(
            "author_submitAndWatchExtrinsic", new RpcException(1010, "Invalid Transaction", "Transaction has a bad signature"));

        SubmissionOutcome outcome = await scene.Client.SubmitAsync(
            Commit, new KeypairSigner(alice), new ExtrinsicOptions(), progress: null, Token);

        outcome.Refusal!.Reason.ShouldBe(RefusalReason.BadProof);
        scene.Node.Calls.Count(method => method == "author_submitAndWatchExtrinsic").ShouldBe(1);
    }
}
