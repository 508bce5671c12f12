using FakeNode;
using FakeNode.Chain;
using ReverseProxy.Diagnosis;
using ReverseProxy.Tests.Forwarding;
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

        findings.ShouldHold("registered", Outcome.Pass, "uid 0, 500 alpha");
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

        (await ExamineAsync(node.Endpoint.ToString())).ShouldHold("commitment", Outcome.Fail, text);
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
        (await ExamineAsync($"ws://127.0.0.1:{BackendFaultTests.FreePort()}")).ShouldHold("chain", Outcome.Unknown, "cannot be asked");

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

    private static Task<IReadOnlyList<Finding>> ExamineAsync(string endpoint) =>
        Examination.OfAsync(new ChainDiagnosis(), Examination.Patient(configuration => configuration["auth"]!["chain_endpoint"] = endpoint, port: 9999));
}
