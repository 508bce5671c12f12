using System.Text.Json;
using FakeNode;
using FakeNode.Chain;
using Fixtures;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Registration;

/// <summary>The commands <c>check</c> and <c>read</c> as processes: the JSON that scripts read, and what goes wrong.</summary>
public class CheckCommandTests
{
    private static readonly string[] Head = ["network", "endpoint", "netuid", "subnet_exists", "block", "block_hash", "total"];
    private static readonly string[] Members = ["hotkey", "uid", "block", "string", "hex", "length", "address", "port", "error_type", "error"];

    [Fact]
    public async Task The_names_in_the_JSON_are_those_that_are_documented()
    {
        await using FakeSubstrateNode node = await StartAsync();

        JsonElement check = await JsonAsync(node, "check", "--probe");
        Names(check).ShouldBe([.. Head, "valid", "invalid"]);
        Names(check.GetProperty("valid")[0]).ShouldBe([.. Members, "probe"]);
        Names(check.GetProperty("valid")[0].GetProperty("probe")).ShouldBe(["state", "detail", "latency_ms", "ip", "certificate_expires"]);
        Names(check.GetProperty("invalid")[0]).ShouldBe(Members);
        JsonElement read = await JsonAsync(node, "read");
        Names(read).ShouldBe([.. Head, "entries"]);
        Names(read.GetProperty("entries")[0]).ShouldBe(Members);
        string documentation = File.ReadAllText(Path.Combine(Repository.Root, "docs", "registry.md"));
        string[] probe = ["state", "detail", "latency_ms", "ip", "certificate_expires"];
        foreach (string name in Head.Concat(Members).Concat(probe))
        {
            documentation.ShouldContain($"`{name}`");
        }
    }

    [Fact]
    public async Task The_listings_are_the_originals_line_for_line()
    {
        await using FakeSubstrateNode node = await StartAsync();

        (int code, string read, string errors) = await RunAsync(node, "read");

        (code, errors).ShouldBe((0, string.Empty));
        read.ShouldContain(
            $"""
            Hotkey: {SubnetState.Account(1).ToSs58()}
            Block: 0
            Raw Chain String: 127.0.0.1:9999
            Decoded Fields:
              - address: 127.0.0.1
              - port: 9999
            {new string('-', 80)}
            """.ReplaceLineEndings("\n"));
        (_, string check, _) = await RunAsync(node, "check", "--wallet.name", "coldkey", "--wallet.hotkey", "hotkey1");
        check.ShouldStartWith($"\n{new string('=', 80)}\nALL COMMITMENTS FOR NETUID: 11\nNetwork: ws://127.0.0.1:");
        check.ShouldContain("\nTotal commitments: 2\n");
        check.ShouldContain($"\nSummary: 1 valid, 1 invalid\n{new string('-', 80)}\n\n==================== VALID COMMITMENTS ====================\n");
        check.ShouldContain($"\nBlock: 0\nAddress: 127.0.0.1\nPort: 9999\nString Length: 14\n{new string('-', 40)}\n");
        check.ShouldEndWith($"\n\nTip: Use --verbose to see detailed error information\n{new string('=', 80)}");
    }

    [Fact]
    public async Task Six_messages_to_the_node_are_enough()
    {
        await using FakeSubstrateNode node = await FakeSubstrateNode.StartAsync();
        node.Chain.Populate(11, 256);
        node.Chain.Commit(11, SubnetState.Account(999), "198.51.100.1:9999");

        (await JsonAsync(node, "check")).GetProperty("total").GetInt32().ShouldBe(257);

        node.Server.MessageCount.ShouldBeLessThanOrEqualTo(6);
        node.Server.ConnectionCount.ShouldBe(1);
    }

    [Fact]
    public async Task Addresses_of_private_networks_are_left_alone_unless_allowed()
    {
        await using Probing.TlsMiner miner = Probing.TlsMiner.StartBare(_ => Task.CompletedTask);
        await using FakeSubstrateNode node = await FakeSubstrateNode.StartAsync();
        node.Chain.Commit(11, SubnetState.Account(1), $"127.0.0.1:{miner.Port}");
        node.Chain.Commit(11, SubnetState.Account(2), "169.254.169.254:80");

        (int code, string output, _) = await RunAsync(node, "check", "--probe");

        code.ShouldBe(0);
        output.ShouldContain($"Address: 127.0.0.1\nPort: {miner.Port}\nString Length: 15\nProbe: not_probed: 127.0.0.1 is a loopback address");
        output.ShouldContain("Probe: not_probed: 169.254.169.254 is a link-local address");
        miner.Connections.ShouldBe(0);

        node.Chain.Commit(11, SubnetState.Account(2), $"127.0.0.2:{miner.Port}");
        (_, output, _) = await RunAsync(node, "check", "--probe", "--allow-private");
        output.ShouldContain("Probe: no_tls: ");
        output.ShouldContain("Probe: unreachable: Connection refused");
        miner.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_there_is_no_failure_and_says_what_to_do()
    {
        await using FakeSubstrateNode node = await FakeSubstrateNode.StartAsync();
        _ = node.Chain.Register(11, SubnetState.Account(1));

        foreach (string command in new[] { "check", "read" })
        {
            (int code, string output, _) = await RunAsync(node, command);
            code.ShouldBe(0);
            output.ShouldBe($"No commitments found for netuid 11 on {node.Endpoint.ToString().TrimEnd('/')} in block 0\n- Verify you're using the correct network and netuid (--network, --netuid)\n- Ensure your wallet has registered miners (reverse-proxy register)");
        }
    }

    [Theory]
    [InlineData("--logging.trace", "-> ", "state_getKeysPaged", "DEBUG", "INFO")]
    [InlineData("--logging.debug", "DEBUG", "Block 0 (0x", "INFO")]
    [InlineData("--logging.info", "INFO", "Read 2 commitments of netuid 11")]
    public async Task What_is_done_is_told_on_standard_error(string flag, params string[] texts)
    {
        await using FakeSubstrateNode node = await StartAsync();

        (int code, string output, string errors) = await RunAsync(node, "check", "--json", flag);

        code.ShouldBe(0);
        _ = JsonDocument.Parse(output);
        texts.ShouldAllBe(text => errors.Contains(text));
        errors.Contains("-> ", StringComparison.Ordinal).ShouldBe(flag == "--logging.trace");
        (_, _, string byVariable) = await ProxyProcess.RunAsync(
            ["check", "--json", "--network", node.Endpoint.ToString()], environment: (flag.Replace("--logging.", "BT_LOGGING_", StringComparison.Ordinal).ToUpperInvariant(), "0"));
        texts.ShouldAllBe(text => byVariable.Contains(text));
    }

    [Fact]
    public async Task The_environment_says_where_the_chain_is()
    {
        await using FakeSubstrateNode node = await StartAsync();

        foreach (string variable in new[] { "BT_SUBTENSOR_CHAIN_ENDPOINT", "BT_CHAIN_ENDPOINT", "BT_SUBTENSOR_NETWORK", "BT_NETWORK" })
        {
            (int code, string output, string errors) = await ProxyProcess.RunAsync(["read", "--json"], environment: (variable, node.Endpoint.ToString()));
            code.ShouldBe(0, errors);
            JsonDocument.Parse(output).RootElement.GetProperty("total").GetInt32().ShouldBe(2);
        }
    }

    private static async Task<FakeSubstrateNode> StartAsync()
    {
        FakeSubstrateNode node = await FakeSubstrateNode.StartAsync();
        _ = node.Chain.Register(11, SubnetState.Account(1));
        node.Chain.Commit(11, SubnetState.Account(1), "127.0.0.1:9999");
        node.Chain.Commit(11, SubnetState.Account(2), "namespace:name");
        return node;
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(member => member.Name);

    private static Task<(int Code, string Output, string Errors)> RunAsync(FakeSubstrateNode node, string command, params string[] arguments) =>
        ProxyProcess.RunAsync([command, "--network", node.Endpoint.ToString(), .. arguments]);

    private static async Task<JsonElement> JsonAsync(FakeSubstrateNode node, string command, params string[] arguments)
    {
        (int code, string output, string errors) = await RunAsync(node, command, ["--json", .. arguments]);
        code.ShouldBe(0, errors);
        return JsonDocument.Parse(output).RootElement;
    }
}
