using System.Text.Json;
using FakeNode.Pool;
using FakeNode.Runtimes;
using FakeNode.Server;
using Fixtures;
using ReverseProxy.CommandLine;

namespace ReverseProxy.Tests.Registration;

/// <summary>Every way in which a commitment failed on the real runtime has a line of its own and an exit code.</summary>
public class OutcomeTextTests
{
    public static TheoryData<string> Failures { get; } = new(
        Repository.Json("vectors", "failures-218.json").RootElement.GetProperty("results").EnumerateArray()
            .Where(result => !result.Text("name")!.StartsWith("ok-", StringComparison.Ordinal)).Select(result => result.GetRawText()));

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Each_recorded_failure_is_told(string recorded)
    {
        JsonElement result = JsonDocument.Parse(recorded).RootElement;
        await using OnlineScene scene = await OnlineScene.StartAsync(SubtensorRuntime.Create(218));
        scene.Node.Pool.Dialect = PoolDialect.Chopsticks;
        if (!Replay(scene, result))
        {
            return;
        }

        CommandException failure = await scene.FailAsync(force: true);

        (int exitCode, string line) = Expected(result.Text("name")!);
        failure.Message.ShouldContain(line);
        failure.ExitCode.ShouldBe(exitCode);
        failure.Message.ShouldNotContain("\n");
    }

    [Theory]
    [InlineData("Transaction is outdated", "the nonce is used up (stale)")]
    [InlineData("Transaction has a bad signature", "(bad proof)")]
    [InlineData("Inability to pay some fees (e.g. account balance too low)", "(payment)")]
    [InlineData("Transaction will be valid in the future", "(future)")]
    [InlineData("Transaction has an ancient birth block", "(ancient birth block)")]
    [InlineData("Transaction would exhaust the block limits", "(exhausts resources)")]
    [InlineData("Custom error: 10", "the hotkey is not registered on the subnet (code 10)")]
    [InlineData("Custom error: 0", "a swap of this key is under way (code 0)")]
    [InlineData("Custom error: 77", "code 77; try again later")]
    public async Task A_real_node_says_it_in_other_words_which_mean_the_same(string data, string line)
    {
        await using OnlineScene scene = await OnlineScene.StartAsync();
        scene.Node.Refuse("author_submitAndWatchExtrinsic", new RpcException(1010, "Invalid Transaction", data));

        CommandException failure = await scene.FailAsync();

        (failure.ExitCode, failure.Message.Contains(line, StringComparison.Ordinal)).ShouldBe((ExitCode.Refused, true), failure.Message);
    }

    [Theory]
    [InlineData(1012, "Transaction is temporarily banned", ExitCode.Refused, "(temporarily banned)")]
    [InlineData(1013, "Transaction Already Imported", ExitCode.Unknown, "the node has this very extrinsic already")]
    [InlineData(1014, "Priority is too low: (1 vs 2)", ExitCode.Refused, "(priority too low)")]
    [InlineData(1016, "Immediately Dropped", ExitCode.Refused, "(pool full)")]
    [InlineData(1002, "Verification Error: Runtime error", ExitCode.Refused, "its runtime cannot decode it")]
    [InlineData(-32603, "Internal \u001b[31merror", ExitCode.Refused, "nothing was submitted; try again")]
    public async Task Other_codes_of_a_node_are_told(int code, string message, int exitCode, string line)
    {
        await using OnlineScene scene = await OnlineScene.StartAsync();
        scene.Node.Refuse("author_submitAndWatchExtrinsic", new RpcException(code, message));

        CommandException failure = await scene.FailAsync();

        failure.Message.ShouldContain(line);
        failure.ExitCode.ShouldBe(exitCode);
        failure.Message.ShouldNotContain("\u001b");
    }

    [Theory]
    [InlineData("Commitments", "SpaceLimitExceeded", ExitCode.LimitReached, "has used up its space for this epoch")]
    [InlineData("Commitments", "TooManyFieldsInCommitmentInfo", ExitCode.Failed, "takes fewer fields than one")]
    [InlineData("Commitments", "UnexpectedUnreserveLeftover", ExitCode.Failed, "Commitments.UnexpectedUnreserveLeftover")]
    [InlineData("System", "CallFiltered", ExitCode.Failed, "System.CallFiltered: The origin filter prevent the call to be dispatched.")]
    public async Task A_call_that_fails_on_chain_is_named_by_the_runtimes_own_metadata(string pallet, string error, int exitCode, string line)
    {
        await using OnlineScene scene = await OnlineScene.StartAsync();
        scene.Node.Pool.Dispatcher.FailWith(scene.Node.Chain.Best.Runtime.Metadata, pallet, error);

        CommandException failure = await scene.FailAsync();

        failure.Message.ShouldContain(line);
        failure.ExitCode.ShouldBe(exitCode);
    }

    /// <summary>Makes the node answer as the recording does.</summary>
    /// <returns>Whether it is a failure at all.</returns>
    private static bool Replay(OnlineScene scene, JsonElement result)
    {
        if (result.GetProperty("submitAndWatch").TryGetProperty("error", out JsonElement error))
        {
            scene.Node.Refuse(
                "author_submitAndWatchExtrinsic", new RpcException(error.GetProperty("code").GetInt32(), error.Text("message")!, error.Text("data")));
            return true;
        }

        if (result.GetProperty("notifications").EnumerateArray().Last().TryGetProperty("invalid", out _))
        {
            scene.Node.Pool.Story = [WatchStep.Ready, WatchStep.Broadcast, WatchStep.Invalid];
            return true;
        }

        JsonElement failed = result.GetProperty("events").EnumerateArray().FirstOrDefault(record => record.Text("method") == "ExtrinsicFailed");
        if (failed.ValueKind == JsonValueKind.Undefined)
        {
            return false;
        }

        // Phase 5, pallet and event 2, then the error as it is in the runtime.
        byte[] bytes = failed.Bytes("hex")[7..];
        scene.Node.Pool.Dispatcher.Failure = bytes[0] == 3
            ? Substrate.Client.Values.Value.Variant("Module", Substrate.Client.Values.Value.Composite(
                ("index", Substrate.Client.Values.Value.Of(bytes[1])), ("error", Substrate.Client.Values.Value.Of(bytes.AsSpan(2, 4)))))
            : Substrate.Client.Values.Value.Variant("Arithmetic", Substrate.Client.Values.Value.Variant("Underflow"));
        return true;
    }

    private static (int ExitCode, string Line) Expected(string name) => name switch
    {
        "repeat-at-once" => (ExitCode.LimitReached, "Commitments.CommitmentSetRateLimitExceeded"),
        "not-registered" or "not-registered-and-no-account" or "unknown-netuid" or "ed25519-unregistered" =>
            (ExitCode.NotRegistered, "Commitments.AccountNotAllowedCommit"),
        "transfer-more-than-balance" => (ExitCode.Failed, "Arithmetic.Underflow"),
        "future-nonce" => (ExitCode.Refused, "it became invalid before it was included"),
        "stale-nonce" or "same-bytes-again" => (ExitCode.Refused, "the nonce is used up (stale)"),
        "tip-without-funds" or "paid-call-without-account" => (ExitCode.Refused, "(payment)"),
        "bad-signature" or "signed-by-other-key" or "wrong-genesis" or "wrong-spec-version" or "wrong-tx-version" or "expired-mortal-era" =>
            (ExitCode.Refused, "(bad proof)"),
        _ => (ExitCode.Refused, "its runtime could not tell whether it is valid"),
    };
}
