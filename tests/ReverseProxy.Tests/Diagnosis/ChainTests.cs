using System.Text.Json.Nodes;
using FakeNode;
using FakeNode.Chain;
using FakeNode.Server;
using ReverseProxy.Diagnosis;
using ReverseProxy.Tests.Support;
using Substrate.Cryptography;

namespace ReverseProxy.Tests.Diagnosis;

/// <summary>The hotkey on a chain, read from a node on a real socket.</summary>
public class ChainTests
{
    private static readonly AccountId Hotkey = AccountId.Parse(RunningProxy.Miner);

    [Fact]
    public async Task A_registered_miner_that_is_where_it_says_passes()
    {
        await using FakeSubstrateNode node = await StartAsync("127.0.0.1:9999");

        IReadOnlyList<Finding> findings = await ExamineAsync(node.Endpoint.ToString());

        findings.ShouldHold("registered", Outcome.Pass, "uid 0 on subnet 11");
        findings.ShouldHold("stake", Outcome.Pass, "500 alpha");
        findings.ShouldHold("commitment", Outcome.Pass, "127.0.0.1:9999 is committed, as it should be");
    }

    [Theory]
    [InlineData("203.0.113.7:9999", "203.0.113.7:9999 is committed, but the proxy is at 127.0.0.1:9999")]
    [InlineData("127.0.0.1:80", "127.0.0.1:80 is committed, but the proxy is at 127.0.0.1:9999")]
    [InlineData("https://miner.example", "what is committed is no address")]
    [InlineData(null, "no address is committed")]
    public async Task A_commitment_that_differs_or_is_missing_is_told(string? committed, string text)
    {
        await using FakeSubstrateNode node = await StartAsync(committed);

        (await ExamineAsync(node.Endpoint.ToString())).ShouldHold("commitment", Outcome.Fail, text, "reverse-proxy register --address");
    }

    [Fact]
    public async Task A_commitment_that_cannot_be_decoded_is_told()
    {
        await using FakeSubstrateNode node = await StartAsync(null);
        node.Intervene("state_queryStorageAt", async (_, _, proceed) =>
        {
            // The commitment is asked for by itself.
            JsonNode answer = (await proceed())!;
            JsonArray changes = answer[0]!["changes"]!.AsArray();
            if (changes.Count == 1)
            {
                changes[0]![1] = "0xffffffff";
            }

            return answer;
        });

        (await ExamineAsync(node.Endpoint.ToString())).ShouldHold("commitment", Outcome.Fail, "what is committed cannot be decoded", "reverse-proxy register");
    }

    [Theory]
    [InlineData("499.5", Outcome.Pass, "500 alpha")]
    [InlineData("500.5", Outcome.Fail, "500.5 alpha are required")]
    [InlineData("750", Outcome.Fail, "750 alpha are required")]
    public async Task The_stake_is_compared_with_what_the_subnet_asks(string required, object outcome, string text)
    {
        await using FakeSubstrateNode node = await StartAsync("127.0.0.1:9999");

        (await ExamineAsync(node.Endpoint.ToString(), required)).ShouldHold("stake", (Outcome)outcome, text, outcome is Outcome.Fail ? "btcli stake add --netuid 11" : null);
    }

    [Theory]
    [InlineData("600", Outcome.Fail, "600 alpha are required")]
    [InlineData("\"600\"", Outcome.Fail, "600 alpha are required")]
    [InlineData("""{"required_alpha":600,"updated":1764200000}""", Outcome.Fail, "600 alpha are required")]
    [InlineData("""{"value":400}""", Outcome.Pass, "400 alpha are required")]
    [InlineData("""{"min_alpha":1,"max_alpha":2}""", Outcome.Unknown, "names no figure")]
    [InlineData("[]", Outcome.Unknown, "names no figure")]
    [InlineData("<html>", Outcome.Unknown, "does not say")]
    public async Task What_the_subnet_asks_may_stand_on_a_page(string page, object outcome, string text)
    {
        await using FakeSubstrateNode node = await StartAsync("127.0.0.1:9999");
        await using StubBackend published = StubBackend.Start((_, connection) => connection.WriteJsonAsync(page));

        (await ExamineAsync(node.Endpoint.ToString(), published.Url + "/alpha")).ShouldHold("stake", (Outcome)outcome, text);
    }

    [Fact]
    public async Task A_runtime_that_does_not_tell_the_stake_hides_nothing_else()
    {
        await using FakeSubstrateNode node = await StartAsync("127.0.0.1:9999");
        node.Intervene("state_call", (_, call, proceed) =>
            call.Text(0).StartsWith("SubnetInfoRuntimeApi", StringComparison.Ordinal) ? throw new RpcException(-32000, "the runtime trapped") : proceed());

        IReadOnlyList<Finding> findings = await ExamineAsync(node.Endpoint.ToString());

        findings.ShouldHold("stake", Outcome.Unknown, "it cannot be read");
        findings.ShouldHold("commitment", Outcome.Pass, "as it should be");
    }

    [Fact]
    public async Task A_hotkey_that_is_not_registered_is_told()
    {
        await using FakeSubstrateNode node = await FakeSubstrateNode.StartAsync();
        node.Chain.Populate(11, 4);
        node.Chain.Seal();

        (await ExamineAsync(node.Endpoint.ToString())).ShouldHold("registered", Outcome.Fail, "is not registered on subnet 11");
    }

    [Fact]
    public async Task A_subnet_that_is_not_there_is_told()
    {
        await using FakeSubstrateNode node = await FakeSubstrateNode.StartAsync();

        (await ExamineAsync(node.Endpoint.ToString())).ShouldHold("registered", Outcome.Fail, "there is no subnet 11");
    }

    [Fact]
    public async Task A_node_that_is_down_is_no_fault_of_the_miners() =>
        (await ExamineAsync($"ws://127.0.0.1:{FreePort.Next()}")).ShouldHold("chain", Outcome.Unknown, "cannot be asked");

    [Fact]
    public async Task What_is_no_node_is_told() =>
        (await ExamineAsync("not a node")).ShouldHold("chain", Outcome.Fail, "is no network and no node's address");

    private static async Task<FakeSubstrateNode> StartAsync(string? committed)
    {
        FakeSubstrateNode node = await FakeSubstrateNode.StartAsync();
        _ = node.Chain.Register(11, Hotkey, AccountId.Parse(Sender.Stranger.Address), alpha: 500_000_000_000);
        if (committed is not null)
        {
            node.Chain.Commit(11, Hotkey, committed);
        }

        node.Chain.Seal();
        return node;
    }

    private static Task<IReadOnlyList<Finding>> ExamineAsync(string endpoint, string requiredAlpha = "") => Examination.OfAsync(
        new ChainDiagnosis(),
        Examination.Patient(
            configuration =>
            {
                configuration["auth"]!["chain_endpoint"] = endpoint;
                configuration["watch"] = new JsonObject { ["required_alpha"] = requiredAlpha };
            },
            port: 9999));
}
