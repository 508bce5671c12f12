using Bittensor.Networks;
using FakeNode;
using Microsoft.Extensions.Logging.Abstractions;
using ReverseProxy.CommandLine;
using ReverseProxy.Registration;

namespace ReverseProxy.Tests.Registration;

public class ChainConnectionTests
{
    private readonly List<string> _warnings = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_of_another_chain_is_not_a_node_of_a_known_network()
    {
        await using FakeSubstrateNode node = await FakeSubstrateNode.StartAsync();
        await using ChainConnection chain = Open(new(Network.Finney with { Endpoints = [node.Endpoint] }));

        CommandException failure = await Should.ThrowAsync<CommandException>(() => chain.AtBestAsync(Token));

        failure.ExitCode.ShouldBe(ExitCode.Unreachable);
        failure.Message.ShouldContain($"is not a node of finney: its chain begins with block {node.Chain.Genesis.Hash}, and that of finney with 0x2f0555cc");
    }

    [Fact]
    public async Task A_node_that_was_named_is_taken_for_what_it_is_with_a_warning_if_it_is_of_another_chain()
    {
        await using FakeSubstrateNode node = await FakeSubstrateNode.StartAsync();
        Network named = new("x", [node.Endpoint]);
        await using ChainConnection supposed = Open(new(named, Network.Finney));
        await using ChainConnection plain = Open(new(named));
        await using ChainConnection right = Open(new(named, new("mine", []) { Genesis = node.Chain.Genesis.Hash }));

        foreach (ChainConnection chain in new[] { plain, right })
        {
            (await chain.AtBestAsync(Token)).Number.ShouldBe(0ul);
        }

        _warnings.ShouldBeEmpty();
        _ = await supposed.AtBestAsync(Token);
        _warnings.Single().ShouldEndWith("going on, because --subtensor.chain_endpoint names it");
    }

    [Fact]
    public async Task The_next_node_answers_where_the_first_cannot_be_reached()
    {
        await using FakeSubstrateNode node = await FakeSubstrateNode.StartAsync();
        await using ChainConnection chain = Open(new(new("x", [new Uri("ws://127.0.0.1:1"), node.Endpoint])));

        _ = await chain.AtBestAsync(Token);

        chain.Endpoint.ShouldBe(ChainTarget.Shown(node.Endpoint));
    }

    private ChainConnection Open(ChainTarget target) => ChainConnection.Open(target, NullLogger.Instance, watchesHeads: false, _warnings.Add);
}
