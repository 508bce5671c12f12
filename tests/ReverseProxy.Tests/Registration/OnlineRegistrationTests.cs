using FakeNode.Chain;
using FakeNode.Pool;
using FakeNode.Runtimes;
using FakeNode.Server;
using ReverseProxy.CommandLine;
using ReverseProxy.Registration;

namespace ReverseProxy.Tests.Registration;

/// <summary>A registration on a node that behaves, in both dialects, and on one that does not.</summary>
public class OnlineRegistrationTests
{
    [Theory]
    [InlineData(PoolDialect.Substrate, 393u)]
    [InlineData(PoolDialect.Chopsticks, 393u)]
    [InlineData(PoolDialect.Substrate, 365u)]
    [InlineData(PoolDialect.Chopsticks, 218u)]
    public async Task It_is_done_when_it_is_final_and_was_read_back(PoolDialect dialect, uint specVersion)
    {
        await using OnlineScene scene = await OnlineScene.StartAsync(SubtensorRuntime.Create(specVersion));
        scene.Node.Pool.Dialect = dialect;

        await scene.RegisterAsync();

        (scene.Report.Status, scene.Report.Uid, scene.Report.BlockNumber).ShouldBe((RegistrationStatus.Committed, (ushort)0, 6ul));
        scene.Stored.ShouldBe("13.89.38.129:9999");
        scene.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[..10].Trim())
            .ShouldBe(["submitted", "in block", "finalized", "read back"]);
        scene.Report.Extrinsic.ShouldBe(scene.Node.Pool.Taken.Single().Hash);
        scene.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_again_is_not_submitted_unless_forced()
    {
        await using OnlineScene scene = await OnlineScene.StartAsync();
        await scene.RegisterAsync();
        await scene.RegisterAsync();

        (scene.Report.Status, scene.Report.BlockNumber, scene.Node.Pool.Taken.Count).ShouldBe((RegistrationStatus.AlreadyCommitted, 6ul, 1));
        await scene.RegisterAsync(force: true);
        (scene.Report.Status, scene.Node.Pool.Taken.Count).ShouldBe((RegistrationStatus.Committed, 2));
    }

    [Fact]
    public async Task A_block_that_vanishes_is_told_and_the_next_one_counts()
    {
        await using OnlineScene scene = await OnlineScene.StartAsync();
        scene.Node.Pool.Story = [WatchStep.Ready, WatchStep.Include, WatchStep.Retract, WatchStep.Include, WatchStep.Unheard, WatchStep.Finalize];

        await scene.RegisterAsync();

        scene.Report.Status.ShouldBe(RegistrationStatus.Committed);
        scene.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[..10].Trim())
            .ShouldBe(["submitted", "in block", "retracted", "in block", "finalized", "read back"]);
    }

    [Fact]
    public async Task A_connection_that_breaks_after_the_submission_does_not_lose_it()
    {
        await using OnlineScene scene = await OnlineScene.StartAsync();
        scene.Node.Pool.Story = [WatchStep.Ready, WatchStep.Include, WatchStep.Finalize, WatchStep.Break];
        scene.Node.InterveneOnce("chain_getBlock", (connection, _, _) =>
        {
            connection.Break();
            throw new NoAnswerException();
        });

        await scene.RegisterAsync();

        (scene.Report.Status, scene.Node.Pool.Taken.Count).ShouldBe((RegistrationStatus.Committed, 1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_submitted_is_never_submitted_twice(bool hadEffect)
    {
        await using OnlineScene scene = await OnlineScene.StartAsync();
        scene.Node.Pool.Story = [WatchStep.Ready];
        if (hadEffect)
        {
            scene.Node.BreakAfter("author_submitAndWatchExtrinsic");
        }
        else
        {
            scene.Node.BreakBefore("author_submitAndWatchExtrinsic");
        }

        CommandException failure = await scene.FailAsync();

        failure.ExitCode.ShouldBe(ExitCode.Unknown);
        failure.Message.ShouldContain("contact was lost after it was sent");
        failure.Message.ShouldContain($"it may still be included until block {scene.Report.Death}");
        scene.Node.Calls.Count(method => method == "author_submitAndWatchExtrinsic").ShouldBe(1);
    }

    [Fact]
    public async Task What_is_included_while_contact_is_lost_is_found()
    {
        await using OnlineScene scene = await OnlineScene.StartAsync();
        scene.Times = scene.Times with { Search = TimeSpan.FromSeconds(30) };
        scene.Node.Pool.Story = [WatchStep.Ready, WatchStep.Break];

        Task registration = scene.RegisterAsync();
        while (!scene.Output.Contains("lost", StringComparison.Ordinal))
        {
            await Task.Delay(10, OnlineScene.Token);
        }

        scene.Node.Chain.Finalize(scene.Node.Pool.Include(scene.Node.Pool.Taken.Single()));
        await registration;
        scene.Report.Status.ShouldBe(RegistrationStatus.Committed);
    }

    [Fact]
    public async Task A_node_that_stops_telling_is_asked()
    {
        await using OnlineScene scene = await OnlineScene.StartAsync();
        scene.Times = scene.Times with { Patience = TimeSpan.FromMilliseconds(200) };
        scene.Node.Pool.Story = [WatchStep.Ready];

        Task registration = scene.RegisterAsync();
        while (scene.Node.Pool.Taken.Count == 0)
        {
            await Task.Delay(10, OnlineScene.Token);
        }

        scene.Node.Chain.Finalize(scene.Node.Pool.Include(scene.Node.Pool.Taken.Single()));
        await registration;
        scene.Report.Status.ShouldBe(RegistrationStatus.Committed);
    }

    [Fact]
    public async Task What_no_block_takes_in_time_is_over()
    {
        await using OnlineScene scene = await OnlineScene.StartAsync();
        scene.Times = scene.Times with { Patience = TimeSpan.FromMilliseconds(200) };
        scene.Node.Pool.Story = [WatchStep.Ready];

        Task<CommandException> registration = scene.FailAsync();
        while (scene.Node.Pool.Taken.Count == 0)
        {
            await Task.Delay(10, OnlineScene.Token);
        }

        scene.Node.Chain.Seal(count: 200);
        (await registration).ExitCode.ShouldBe(ExitCode.Refused);
        (await registration).Message.ShouldBe($"no block included it before block {scene.Report.Death}, and none will: nothing was changed; try again");
    }

    [Fact]
    public async Task A_runtime_upgrade_between_signing_and_submitting_is_answered_by_signing_again()
    {
        await using OnlineScene scene = await OnlineScene.StartAsync(SubtensorRuntime.Create(365));
        scene.Node.InterveneOnce("author_submitAndWatchExtrinsic", (_, _, proceed) =>
        {
            scene.Node.Chain.Upgrade(SubtensorRuntime.Create(393));
            scene.Node.Chain.Seal();
            return proceed();
        });

        await scene.RegisterAsync();

        scene.Report.Status.ShouldBe(RegistrationStatus.Committed);
        scene.Report.Extrinsic.ShouldBe(scene.Node.Pool.Taken.Single().Hash);
    }

    [Fact]
    public async Task Answers_twice_too_early_and_without_batches_change_nothing()
    {
        await using OnlineScene scene = await OnlineScene.StartAsync();
        (scene.Node.Server.AnswersTwice, scene.Node.Server.AnnouncesEarly, scene.Node.Server.RefusesBatches) = (true, true, true);

        await scene.RegisterAsync();

        scene.Report.Status.ShouldBe(RegistrationStatus.Committed);
    }

    [Fact]
    public async Task Garbage_and_delays_before_the_submission_change_nothing()
    {
        await using OnlineScene scene = await OnlineScene.StartAsync();
        scene.Node.InterveneOnce("state_queryStorageAt", async (connection, _, proceed) =>
        {
            await connection.SayAsync("}{ this is no JSON");
            await Task.Delay(200, OnlineScene.Token);
            return await proceed();
        });
        scene.Node.BreakAfter("system_accountNextIndex");

        await scene.RegisterAsync();

        (scene.Report.Status, scene.Node.Pool.Taken.Count).ShouldBe((RegistrationStatus.Committed, 1));
    }

    [Theory]
    [InlineData(WatchStep.Dropped, ExitCode.Unknown, "the node threw it out because too many wait; another node may still include it until block ")]
    [InlineData(WatchStep.Usurped, ExitCode.Refused, "another extrinsic of this hotkey with the same nonce took its place")]
    [InlineData(WatchStep.Invalid, ExitCode.Refused, "it became invalid before it was included, so nothing was changed")]
    [InlineData(WatchStep.FinalityTimeout, ExitCode.Unknown, "which was not finalized in time")]
    public async Task An_end_that_is_no_success_is_told_with_what_to_do(WatchStep last, int exitCode, string message)
    {
        await using OnlineScene scene = await OnlineScene.StartAsync();
        scene.Node.Pool.Story = last == WatchStep.FinalityTimeout ? [WatchStep.Ready, WatchStep.Include, last] : [WatchStep.Ready, last];

        CommandException failure = await scene.FailAsync();

        failure.ExitCode.ShouldBe(exitCode);
        failure.Message.ShouldContain(message);
    }

    [Fact]
    public async Task What_was_read_back_and_is_something_else_is_no_success()
    {
        await using OnlineScene scene = await OnlineScene.StartAsync();
        scene.Node.Chain.Commit(11, OnlineScene.Alice, "203.0.113.1:1");
        scene.Node.Pool.Story = [WatchStep.Ready, WatchStep.Include, WatchStep.Finalize];
        scene.Node.InterveneOnce("chain_getBlock", (_, _, proceed) =>
        {
            scene.Node.Chain.Commit(11, OnlineScene.Alice, "evil\u001b[2J:1");
            return proceed();
        });

        CommandException failure = await scene.FailAsync();

        failure.ExitCode.ShouldBe(ExitCode.Mismatch);
        failure.Message.ShouldContain(@"what was read back there is ""evil\x1b[2J:1""");
    }

    [Fact]
    public async Task Interrupted_it_says_whether_it_may_still_happen()
    {
        await using OnlineScene before = await OnlineScene.StartAsync();
        using CancellationTokenSource early = new();
        TaskCompletionSource gate = before.Node.Hold("state_queryStorageAt");
        Task<CommandException> waiting = before.FailAsync(cancellationToken: early.Token);
        await early.CancelAsync();
        ((await waiting).ExitCode, (await waiting).Message).ShouldBe((ExitCode.Interrupted, "interrupted: nothing was submitted"));
        gate.SetResult();

        await using OnlineScene after = await OnlineScene.StartAsync();
        using CancellationTokenSource late = new();
        after.Node.Pool.Story = [WatchStep.Ready];
        waiting = after.FailAsync(cancellationToken: late.Token);
        while (!after.Output.Contains("submitted", StringComparison.Ordinal))
        {
            await Task.Delay(10, OnlineScene.Token);
        }

        await late.CancelAsync();
        (await waiting).ExitCode.ShouldBe(ExitCode.Interrupted);
        (await waiting).Message.ShouldBe(
            $"interrupted: extrinsic {after.Report.Extrinsic} was sent and may still be included until block {after.Report.Death} (25 minutes after it was signed, at most); see with `reverse-proxy check`");
    }

    [Fact]
    public async Task A_refused_connection_garbage_and_another_chain_are_told_as_such()
    {
        await using OnlineScene refused = await OnlineScene.StartAsync();
        refused.Node.Server.RefusesConnections = 429;
        CommandException failure = await refused.FailAsync();
        (failure.ExitCode, failure.Message).ShouldSatisfyAllConditions(
            () => failure.ExitCode.ShouldBe(ExitCode.Unreachable), () => failure.Message.ShouldContain("429"));

        await using OnlineScene garbage = await OnlineScene.StartAsync();
        garbage.Node.Answer("state_queryStorageAt", """{"what":"is this"}""");
        failure = await garbage.FailAsync();
        failure.ExitCode.ShouldBe(ExitCode.Unreachable);
        failure.Message.ShouldContain("gave no usable answer");

        await using OnlineScene other = await OnlineScene.StartAsync();
        other.Node.Refuse("state_call", new RpcException(4003, "Client error: Execution failed"));
        other.Node.Answer("state_getMetadata", "\"0xdeadbeef\"");
        failure = await other.FailAsync();
        failure.ExitCode.ShouldBe(ExitCode.Unreachable);
        failure.Message.ShouldContain("is no Bittensor chain, or its runtime cannot be read");
    }

    [Fact]
    public async Task A_name_that_leads_nowhere_or_home_is_warned_about()
    {
        await using OnlineScene scene = await OnlineScene.StartAsync();

        await scene.RegisterAsync(address: "localhost");

        scene.Errors.ShouldMatch("warning: localhost leads to (::1|127.0.0.1), a loopback address");
        scene.Report.Warnings.ShouldNotBeEmpty();
    }
}
