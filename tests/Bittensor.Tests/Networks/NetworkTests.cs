using Bittensor.Networks;
using CsCheck;

namespace Bittensor.Tests.Networks;

public class NetworkTests
{
    [Theory]
    [InlineData("finney", "wss://entrypoint-finney.opentensor.ai:443")]
    [InlineData("test", "wss://test.finney.opentensor.ai:443")]
    [InlineData("archive", "wss://archive.chain.opentensor.ai:443")]
    [InlineData("local", "ws://127.0.0.1:9944")]
    [InlineData("latent-lite", "wss://lite.sub.latent.to:443")]
    [InlineData("subvortex", "ws://subvortex.info:9944")]
    public void The_names_of_the_sdk_are_known(string name, string endpoint)
    {
        foreach (string text in new[] { name, name.ToUpperInvariant(), $" {name} " })
        {
            Network network = Parse(text);
            (network.Name, network.Endpoints[0]).ShouldBe((name, new Uri(endpoint)));
        }

        Network.Names.ShouldContain(name);
    }

    [Theory]
    [InlineData("ws://127.0.0.1:9951", "ws://127.0.0.1:9951")]
    [InlineData("WSS://Node.Example.com/key", "wss://node.example.com/key")]
    [InlineData("10.0.0.7:9944", "ws://10.0.0.7:9944")]
    [InlineData("node.example.com:443", "wss://node.example.com")]
    [InlineData("[::1]:9944", "ws://[::1]:9944")]
    public void The_address_of_a_node_is_a_network_of_its_own(string text, string endpoint)
    {
        Network network = Parse(text);

        network.Endpoints.ShouldBe([new Uri(endpoint)]);
        network.Genesis.ShouldBeNull();
    }

    [Theory]
    [InlineData("wss://entrypoint-finney.opentensor.ai:443")]
    [InlineData("wss://entrypoint-finney.opentensor.ai")]
    [InlineData("entrypoint-finney.opentensor.ai:443")]
    [InlineData("entrypoint-finney.opentensor.ai")]
    public void The_address_of_a_known_node_is_its_network(string text)
    {
        Network network = Parse(text);

        (network.Name, network.Genesis).ShouldBe(("finney", Network.Finney.Genesis));
        network.Endpoints[0].ShouldBe(Network.Finney.Endpoints[0]);
    }

    [Fact]
    public void Several_nodes_of_one_chain_are_tried_in_turn() =>
        Parse("ws://a:1, wss://b:2/x").Endpoints.ShouldBe([new Uri("ws://a:1"), new Uri("wss://b:2/x")]);

    [Theory]
    [InlineData("")]
    [InlineData("finley")]
    [InlineData("http://127.0.0.1:9944")]
    [InlineData("ws://")]
    [InlineData("ws://a,nonsense")]
    [InlineData("node:99999")]
    [InlineData("node:+80")]
    [InlineData(":9944")]
    [InlineData("/dev/null")]
    public void Anything_else_is_none(string text) => Network.TryParse(text, _ => null, out _).ShouldBeFalse();

    [Fact]
    public void Local_is_where_the_environment_says()
    {
        Network.TryParse("local", name => name == "BT_SUBTENSOR_CHAIN_ENDPOINT" ? "ws://127.0.0.1:9951" : null, out Network? network).ShouldBeTrue();
        (network!.Name, network.Endpoints[0]).ShouldBe(("local", new Uri("ws://127.0.0.1:9951")));

        Network.TryParse("finney", _ => "ws://127.0.0.1:9951", out network).ShouldBeTrue();
        network.ShouldBe(Network.Finney);
        Network.TryParse("local", _ => "nonsense", out network).ShouldBeTrue();
        network!.Endpoints[0].ShouldBe(new Uri("ws://127.0.0.1:9944"));
    }

    [Fact]
    public void No_text_makes_it_throw() => Gen.String.Sample(text => Network.TryParse(text, _ => null, out Network? network) == network is not null);

    private static Network Parse(string text)
    {
        Network.TryParse(text, _ => null, out Network? network).ShouldBeTrue();
        return network!;
    }
}
