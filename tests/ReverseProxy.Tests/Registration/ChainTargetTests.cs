using ReverseProxy.CommandLine;
using ReverseProxy.Registration;

namespace ReverseProxy.Tests.Registration;

public class ChainTargetTests
{
    [Theory]
    [InlineData("wss://entrypoint-finney.opentensor.ai", null, null, null)]
    [InlineData("ws://a:1", "ws://a:1", "test", "archive", "BT_SUBTENSOR_CHAIN_ENDPOINT=ws://e:1")]
    [InlineData("wss://test.finney.opentensor.ai", null, "test", "archive", "BT_SUBTENSOR_CHAIN_ENDPOINT=ws://e:1", "BT_NETWORK=local")]
    [InlineData("wss://archive.chain.opentensor.ai", null, null, "archive", "BT_SUBTENSOR_CHAIN_ENDPOINT=ws://e:1")]
    [InlineData("ws://e:1", null, null, null, "BT_SUBTENSOR_CHAIN_ENDPOINT=ws://e:1", "BT_CHAIN_ENDPOINT=ws://f:1", "BT_NETWORK=test")]
    [InlineData("ws://f:1", null, null, null, "BT_CHAIN_ENDPOINT=ws://f:1", "BT_SUBTENSOR_NETWORK=test")]
    [InlineData("wss://test.finney.opentensor.ai", null, null, null, "BT_SUBTENSOR_NETWORK=test", "BT_NETWORK=archive")]
    [InlineData("wss://archive.chain.opentensor.ai", null, null, null, "BT_NETWORK=archive")]
    [InlineData("wss://entrypoint-finney.opentensor.ai", null, null, null, "BT_NETWORK=", "BT_SUBTENSOR_CHAIN_ENDPOINT=")]
    [InlineData("ws://e:1", null, "local", null, "BT_SUBTENSOR_CHAIN_ENDPOINT=ws://e:1")]
    [InlineData("wss://entrypoint-finney.opentensor.ai", null, "finney", null, "BT_SUBTENSOR_CHAIN_ENDPOINT=ws://e:1")]
    [InlineData("ws://g:1", null, "ws://g:1", null)]
    public void An_address_goes_before_a_name_and_a_flag_before_the_environment(
        string expected, string? endpoint, string? network, string? sdkNetwork, params string[] environment)
    {
        Dictionary<string, string> variables = environment.Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

        ChainTarget target = ChainTarget.Resolve(endpoint, network, sdkNetwork, variables.GetValueOrDefault);

        target.Network.Endpoints[0].ShouldBe(new Uri(expected));
    }

    [Fact]
    public void The_network_named_beside_a_node_is_what_that_node_should_be_of()
    {
        ChainTarget.Resolve("ws://a:1", "finney", null, _ => null).Supposed!.Name.ShouldBe("finney");
        ChainTarget.Resolve("ws://a:1", null, null, _ => null).Supposed.ShouldBeNull();
    }

    [Fact]
    public void Keys_in_addresses_are_not_shown()
    {
        ChainTarget target = ChainTarget.Resolve("wss://user:secret@node.example.com/secret", null, null, _ => null);

        (target.Name, target.Endpoint).ShouldBe(("wss://node.example.com", "wss://node.example.com"));
    }

    [Theory]
    [InlineData("--subtensor.chain_endpoint: \"nonsense\" is neither a network", "nonsense", null, null)]
    [InlineData("--network: \"finley\\x1b\" is neither a network (finney, test, archive, local", null, "finley\u001b", null)]
    [InlineData("--subtensor.network: \"x\"", null, null, "x")]
    [InlineData("BT_CHAIN_ENDPOINT: \"y\"", null, null, null, "BT_CHAIN_ENDPOINT=y")]
    public void What_is_neither_is_told_with_where_it_came_from(string message, string? endpoint, string? network, string? sdkNetwork, params string[] environment)
    {
        Dictionary<string, string> variables = environment.Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

        CommandException failure = Should.Throw<CommandException>(() => ChainTarget.Resolve(endpoint, network, sdkNetwork, variables.GetValueOrDefault));

        (failure.ExitCode, failure.Message[..message.Length]).ShouldBe((ExitCode.Usage, message));
    }
}
