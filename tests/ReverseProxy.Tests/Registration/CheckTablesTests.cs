using System.Net;
using Bittensor.Networks;
using Bittensor.Registry;
using FakeNode;
using FakeNode.Chain;
using ReverseProxy.Registration;
using ReverseProxy.Registration.Probing;
using Spectre.Console.Testing;
using Substrate.Client;
using Substrate.Client.JsonRpc;
using Substrate.Cryptography;

namespace ReverseProxy.Tests.Registration;

public class CheckTablesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_on_chain_is_shown_and_cannot_do_anything_to_the_terminal(bool verbose)
    {
        await using FakeSubstrateNode node = await FakeSubstrateNode.StartAsync();
        _ = node.Chain.Register(11, SubnetState.Account(1));
        node.Chain.Commit(11, SubnetState.Account(1), "13.89.38.129:9999");
        node.Chain.Commit(11, SubnetState.Account(2), "198.51.100.1:80");
        node.Chain.Commit(11, SubnetState.Account(3), SubnetState.Raw("[red]\u001b]0;owned\u0007[/] [link=http://evil]x[/]"u8.ToArray()));
        using TestConsole terminal = new TestConsole().Width(240);
        terminal.Profile.Capabilities.Ansi = true;
        MinerRegistry registry = await RegistryAsync(node);
        ProbeResult answered = new(ProbeState.WrongAnswer, "[blink]\u001b[5m", TimeSpan.FromMilliseconds(12), IPAddress.Loopback, DateTimeOffset.UnixEpoch);

        CheckTables.Write(terminal, new(
            new(new(Network.Finney), "wss://node", registry),
            new Dictionary<AccountId, ProbeResult> { [SubnetState.Account(1)] = answered, [SubnetState.Account(2)] = answered with { State = ProbeState.Ok } },
            verbose));

        string shown = terminal.Output;
        shown.ShouldContain("Total commitments: 3: 2 valid, 1 invalid");
        shown.ShouldContain(SubnetState.Account(1).ToSs58());
        shown.ShouldContain("not registered any more");
        shown.ShouldContain(@"[red]\x1b]0;owned\x07[/] [link=http://evil]x[/]");
        shown.ShouldContain(@"wrong_answer: [blink]\x1b[5m");
        shown.ShouldContain("12 ms");
        shown.ShouldContain("1970-01-01 00:00 UTC");
        shown.Contains("ValueError: Invalid compressed", StringComparison.Ordinal).ShouldBe(false);
        shown.Contains("ValueError: ", StringComparison.Ordinal).ShouldBe(verbose);
        shown.Contains("Tip: Use --verbose", StringComparison.Ordinal).ShouldBe(!verbose);
        shown.ShouldNotContain("\u0007");
        shown.ShouldNotContain("\u001b]");
        shown.ShouldNotContain("\u001b[5m");
    }

    private static async Task<MinerRegistry> RegistryAsync(FakeSubstrateNode node)
    {
        await using SubstrateClient client = new(new JsonRpcOptions { Endpoints = [node.Endpoint] });
        return await MinerRegistry.ReadAsync(await client.AtBestAsync(Token), 11, Token);
    }
}
