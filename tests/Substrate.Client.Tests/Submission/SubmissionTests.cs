using FakeNode.Chain;
using FakeNode.Pool;
using Substrate.Client.Chain;
using Substrate.Client.Extrinsics;
using Substrate.Client.JsonRpc;
using Substrate.Client.Submission;
using Substrate.Client.Tests.Chain;
using Substrate.Client.Values;
using Substrate.Cryptography.Sr25519;

namespace Substrate.Client.Tests.Submission;

public class SubmissionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(PoolDialect.Substrate)]
    [InlineData(PoolDialect.Chopsticks)]
    public async Task A_call_is_signed_submitted_watched_and_found_carried_out(PoolDialect dialect)
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        scene.Node.Pool.Dialect = dialect;
        using Keypair alice = NodeScene.Alice();
        _ = scene.Node.Chain.Register(11, alice.PublicKey);
        Listener listener = new();

        SubmissionOutcome outcome = await scene.Client.SubmitAsync(
            Commit("203.0.113.1:8091"), new KeypairSigner(alice), new ExtrinsicOptions(), listener, Token);

        outcome.Result.ShouldBe(SubmissionResult.Succeeded);
        (outcome.Block, outcome.BlockNumber, outcome.Index).ShouldBe((scene.Node.Chain.Best.Hash, 6ul, 1u));
        outcome.Events.Select(record => record.Name).ShouldBe(["Commitment", "TransactionFeePaid", "ExtrinsicSuccess"]);
        listener.States
            .ShouldBe([TransactionState.Ready, TransactionState.Broadcast, TransactionState.InBlock, TransactionState.Finalized]);
        FakeExtrinsic taken = scene.Node.Pool.Taken.ShouldHaveSingleItem();
        taken.Hash.ShouldBe(outcome.Extrinsic.Hash);
        BlockState state = await scene.Client.AtFinalizedAsync(Token);
        Value stored = (await state.ReadAsync("Commitments", "CommitmentOf", [Value.Of(11), Value.Of(alice.PublicKey)], Token))!;
        stored["info"]["fields"][0].AsVariant().Content.AsBytes().ToArray().ShouldBe("203.0.113.1:8091"u8.ToArray());
    }

    [Theory]
    [InlineData("SpaceLimitExceeded", "Commitments.SpaceLimitExceeded: Space Limit Exceeded for the current interval")]
    [InlineData("TooManyFieldsInCommitmentInfo", "Commitments.TooManyFieldsInCommitmentInfo: Account passed too many additional fields to their commitment")]
    public async Task A_call_that_fails_is_told_by_the_name_of_its_error(string error, string expected)
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        using Keypair alice = NodeScene.Alice();
        scene.Node.Pool.Dispatcher.FailWith(scene.Node.Chain.Best.Runtime.Metadata, "Commitments", error);

        SubmissionOutcome outcome = await SubmitAsync(scene, alice);

        outcome.Result.ShouldBe(SubmissionResult.CallFailed);
        outcome.Error!.ToString().ShouldBe(expected);
        outcome.ToString().ShouldBe($"included in block 6 ({outcome.Block}), where the call failed: {expected}");
    }

    [Fact]
    public async Task A_hotkey_that_is_not_registered_is_told_so_by_the_chain()
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        using Keypair alice = NodeScene.Alice();

        (await SubmitAsync(scene, alice)).Error!.Name.ShouldBe("AccountNotAllowedCommit");
    }

    [Theory]
    [InlineData(new[] { WatchStep.Ready, WatchStep.Invalid }, SubmissionResult.Invalid)]
    [InlineData(new[] { WatchStep.Future, WatchStep.Dropped }, SubmissionResult.Dropped)]
    [InlineData(new[] { WatchStep.Ready, WatchStep.Usurped }, SubmissionResult.Usurped)]
    [InlineData(new[] { WatchStep.Ready, WatchStep.Include, WatchStep.FinalityTimeout }, SubmissionResult.FinalityTimeout)]
    [InlineData(new[] { WatchStep.Include, WatchStep.Retract, WatchStep.Include, WatchStep.Finalize }, SubmissionResult.Succeeded)]
    [InlineData(new[] { WatchStep.Unheard, WatchStep.Include, WatchStep.Finalize }, SubmissionResult.Succeeded)]
    [InlineData(new[] { WatchStep.Ready, WatchStep.Break }, SubmissionResult.Unknown)]
    [InlineData(new[] { WatchStep.Ready, WatchStep.Include, WatchStep.Break }, SubmissionResult.Unknown)]
    public async Task Every_story_has_its_end(WatchStep[] story, SubmissionResult end)
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        using Keypair alice = NodeScene.Alice();
        _ = scene.Node.Chain.Register(11, alice.PublicKey);
        scene.Node.Pool.Story = story;

        SubmissionOutcome outcome = await SubmitAsync(scene, alice);

        outcome.Result.ShouldBe(end, outcome.ToString());
        scene.Node.Pool.Taken.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_block_that_vanished_is_not_reported()
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        using Keypair alice = NodeScene.Alice();
        _ = scene.Node.Chain.Register(11, alice.PublicKey);
        scene.Node.Pool.Story = [WatchStep.Ready, WatchStep.Include, WatchStep.Retract, WatchStep.Dropped];
        Listener listener = new();

        SubmissionOutcome outcome = await scene.Client.SubmitAsync(
            Commit("x"), new KeypairSigner(alice), new ExtrinsicOptions(), listener, Token);

        outcome.Result.ShouldBe(SubmissionResult.Dropped);
        outcome.Block.ShouldBeNull();
        listener.States.ShouldBe([TransactionState.Ready, TransactionState.InBlock, TransactionState.Retracted, TransactionState.Dropped]);
    }

    [Fact]
    public async Task States_that_come_before_the_subscription_is_answered_are_not_missed()
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        scene.Node.Server.AnnouncesEarly = true;
        using Keypair alice = NodeScene.Alice();
        _ = scene.Node.Chain.Register(11, alice.PublicKey);
        Listener listener = new();

        SubmissionOutcome outcome = await scene.Client.SubmitAsync(
            Commit("x"), new KeypairSigner(alice), new ExtrinsicOptions(), listener, Token);

        outcome.Succeeded.ShouldBeTrue(outcome.ToString());
        listener.States[0].ShouldBe(TransactionState.Ready);
    }

    [Theory]
    [InlineData(PoolDialect.Substrate, RefusalReason.Stale)]
    [InlineData(PoolDialect.Chopsticks, RefusalReason.Stale)]
    public async Task A_nonce_that_was_used_is_refused(PoolDialect dialect, RefusalReason reason)
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        scene.Node.Pool.Dialect = dialect;
        using Keypair alice = NodeScene.Alice();
        _ = scene.Node.Chain.Register(11, alice.PublicKey);
        _ = await SubmitAsync(scene, alice);

        SubmissionOutcome outcome = await scene.Client.SubmitAsync(
            Commit("x"), new KeypairSigner(alice), new ExtrinsicOptions { Nonce = 0 }, progress: null, Token);

        outcome.Result.ShouldBe(SubmissionResult.Refused);
        outcome.Refusal!.Reason.ShouldBe(reason);
    }

    [Fact]
    public async Task The_next_nonce_counts_what_waits()
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        using Keypair alice = NodeScene.Alice();
        scene.Node.Pool.Story = [WatchStep.Ready, WatchStep.Break];
        _ = await SubmitAsync(scene, alice);

        (await scene.Client.GetNextNonceAsync(alice.PublicKey, Token)).ShouldBe(1u);
        (await scene.Client.SignAsync(Commit("x"), new KeypairSigner(alice), new ExtrinsicOptions(), Token)).Context.Nonce.ShouldBe(1u);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_contact_is_lost_the_outcome_is_unknown_and_nothing_is_sent_again(bool hadEffect)
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        using Keypair alice = NodeScene.Alice();
        _ = scene.Node.Chain.Register(11, alice.PublicKey);
        if (hadEffect)
        {
            scene.Node.BreakAfter("author_submitAndWatchExtrinsic");
        }
        else
        {
            scene.Node.BreakBefore("author_submitAndWatchExtrinsic");
        }

        SubmissionOutcome outcome = await SubmitAsync(scene, alice);

        outcome.Result.ShouldBe(SubmissionResult.Unknown);
        outcome.Detail.ShouldNotBeNull().ShouldContain("it may have happened or not");
        scene.Node.Calls.Count(method => method == "author_submitAndWatchExtrinsic").ShouldBe(1);
        scene.Node.Pool.Taken.Count.ShouldBe(hadEffect ? 1 : 0);
    }

    [Fact]
    public async Task An_extrinsic_whose_outcome_was_unknown_is_found_in_the_finalized_blocks()
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        using Keypair alice = NodeScene.Alice();
        _ = scene.Node.Chain.Register(11, alice.PublicKey);
        scene.Node.Pool.Story = [WatchStep.Ready, WatchStep.Break];
        SubmissionOutcome unknown = await SubmitAsync(scene, alice);
        (await scene.Client.FindAsync(unknown.Extrinsic, Token)).Result.ShouldBe(SubmissionResult.Unknown);
        scene.Node.Chain.Seal(count: 70);
        FakeBlock block = scene.Node.Pool.Include(scene.Node.Pool.Taken[0]);
        scene.Node.Chain.Finalize(block);
        scene.Node.Chain.Seal(count: 20);

        SubmissionOutcome found = await scene.Client.FindAsync(unknown.Extrinsic, Token);

        found.Succeeded.ShouldBeTrue(found.ToString());
        (found.Block, found.BlockNumber).ShouldBe((block.Hash, 76ul));
    }

    [Fact]
    public async Task An_extrinsic_that_was_not_included_in_its_era_has_expired()
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        using Keypair alice = NodeScene.Alice();
        SignedExtrinsic extrinsic = await scene.Client.SignAsync(
            Commit("x"), new KeypairSigner(alice), new ExtrinsicOptions { Period = 8 }, Token);

        scene.Node.Chain.Seal(count: 7);
        (await scene.Client.FindAsync(extrinsic, Token)).Result.ShouldBe(SubmissionResult.Unknown);
        scene.Node.Chain.Seal(count: 1);
        SubmissionOutcome outcome = await scene.Client.FindAsync(extrinsic, Token);

        outcome.Result.ShouldBe(SubmissionResult.Expired);
        outcome.ToString().ShouldBe("its era ended without it: it could be included before block 13");
        SubmissionOutcome late = await scene.Client.SubmitAsync(extrinsic, progress: null, Token);
        late.Refusal!.Reason.ShouldBe(RefusalReason.BadProof);
    }

    [Theory]
    [InlineData(4ul)]
    [InlineData(128ul)]
    [InlineData(65536ul)]
    [InlineData(null)]
    public async Task Every_period_is_accepted_by_the_chain(ulong? period)
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        scene.Node.Chain.Seal(count: 100);
        using Keypair alice = NodeScene.Alice();
        _ = scene.Node.Chain.Register(11, alice.PublicKey);

        SubmissionOutcome outcome = await scene.Client.SubmitAsync(
            Commit("x"), new KeypairSigner(alice), new ExtrinsicOptions { Period = period, Tip = 7 }, progress: null, Token);

        outcome.Succeeded.ShouldBeTrue(outcome.ToString());
        scene.Node.Pool.Taken[0].Tip.ShouldBe(7ul);
        outcome.Extrinsic.Context.Era.Period.ShouldBe(period ?? 0);
    }

    [Fact]
    public async Task A_payload_of_more_than_256_bytes_is_accepted_by_the_chain()
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        using Keypair alice = NodeScene.Alice();
        Call remark = Call.Of("System", "remark", ("remark", Value.Of(new byte[300])));

        SubmissionOutcome outcome = await scene.Client.SubmitAsync(
            remark, new KeypairSigner(alice), new ExtrinsicOptions(), progress: null, Token);

        outcome.Succeeded.ShouldBeTrue(outcome.ToString());
    }

    [Theory]
    [InlineData("{\"block\":7}")]
    [InlineData("{\"block\":{\"extrinsics\":{}}}")]
    [InlineData("{\"block\":{\"extrinsics\":[null,7,\"0x00\"]}}")]
    [InlineData("null")]
    [InlineData("[]")]
    public async Task A_finalized_block_that_cannot_be_read_leaves_the_outcome_unknown(string block)
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        using Keypair alice = NodeScene.Alice();
        _ = scene.Node.Chain.Register(11, alice.PublicKey);
        scene.Node.Answer("chain_getBlock", block);

        SubmissionOutcome outcome = await SubmitAsync(scene, alice);

        outcome.Result.ShouldBe(SubmissionResult.Unknown);
        outcome.Block.ShouldBe(scene.Node.Chain.Best.Hash);
    }

    [Fact]
    public async Task A_node_that_falls_silent_while_watching_is_left_after_the_time_without_blocks()
    {
        await using NodeScene scene = await NodeScene.StartAsync(
            runtime: null, options => options with { HeadTimeout = TimeSpan.FromSeconds(1) });
        using Keypair alice = NodeScene.Alice();
        _ = scene.Node.Chain.Register(11, alice.PublicKey);
        scene.Node.Pool.Story = [WatchStep.Ready, WatchStep.FallSilent];

        SubmissionOutcome outcome = await SubmitAsync(scene, alice);

        outcome.Result.ShouldBe(SubmissionResult.Unknown);
        outcome.Detail.ShouldNotBeNull().ShouldContain("no new block came for 1 s");
    }

    [Fact]
    public async Task A_node_that_cannot_be_reached_is_an_exception_since_nothing_happened()
    {
        await using NodeScene scene = await NodeScene.StartAsync();
        using Keypair alice = NodeScene.Alice();
        SignedExtrinsic extrinsic = await scene.Client.SignAsync(Commit("x"), new KeypairSigner(alice), new ExtrinsicOptions(), Token);
        scene.Node.Server.RefusesConnections = 503;
        scene.Node.Server.BreakConnections();

        JsonRpcException error = await Should.ThrowAsync<JsonRpcException>(async () =>
        {
            // The first call may still meet the broken connection.
            await scene.Client.Rpc.CallAsync(new JsonRpcRequest("system_chain"), Token);
        });

        error.Failure.ShouldBe(JsonRpcFailure.NotConnected);
        (await Should.ThrowAsync<JsonRpcException>(() => scene.Client.SubmitAsync(extrinsic, progress: null, Token)))
            .Failure.ShouldBe(JsonRpcFailure.NotConnected);
        scene.Node.Pool.Taken.ShouldBeEmpty();
    }

    private static Call Commit(string text) => Call.Of(
        "Commitments",
        "set_commitment",
        ("netuid", Value.Of(11)),
        ("info", Value.Composite(("fields", Value.List(SubnetState.Raw(System.Text.Encoding.ASCII.GetBytes(text)))))));

    private static Task<SubmissionOutcome> SubmitAsync(NodeScene scene, Keypair signer) =>
        scene.Client.SubmitAsync(Commit("x"), new KeypairSigner(signer), new ExtrinsicOptions(), progress: null, Token);

    private sealed class Listener : IProgress<TransactionStatus>
    {
        public List<TransactionState> States { get; } = [];

        public void Report(TransactionStatus value) => States.Add(value.State);
    }
}
