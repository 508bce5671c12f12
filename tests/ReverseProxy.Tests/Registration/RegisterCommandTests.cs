using System.Text.Json;
using FakeNode.Pool;
using Fixtures;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Registration;

/// <summary>The command <c>register</c> as a process: what it says where, and what it ends with.</summary>
public sealed class RegisterCommandTests : IDisposable
{
    private const int SigInt = 2;

    private readonly DevelopmentWallets _wallets = new();

    [Fact]
    public async Task A_dry_run_shows_what_would_be_committed_and_needs_no_network()
    {
        // An address that nobody answers at: a dry run that asked there would wait, and fail.
        (int code, string output, string errors) = await RunAsync("--address", "13.89.38.129", "--port", "9999", "--network", "ws://192.0.2.1:9944");

        (code, errors).ShouldBe((0, string.Empty));
        output.ShouldBe(
            $"""
            === Registration Summary ===
            Coldkey: {DevelopmentWallets.Coldkey}
            Hotkey: 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY
            Network: ws://192.0.2.1:9944
            Netuid: 11
            String to commit: 13.89.38.129:9999
            String length: 17 of 128 bytes
            ============================
            Dry run: nothing left this machine. Add --online to commit it.
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task The_originals_invocation_works_with_every_flag_that_it_took()
    {
        (int code, string output, string errors) = await ProxyProcess.RunAsync(
        [
            "--strict", "--no_version_checking", "register", "--network", "finney", "--netuid=11", .. _wallets.Options("//Alice"), "--address=13.89.38.129", "--port=9999",
            "--logging.record_log", "--logging.logging_dir", "/tmp", "--subtensor._mock", "x", "--subtensor.network", "local", "--logging.debug",
        ]);

        code.ShouldBe(0, errors);
        output.ShouldContain("Network: finney\nNetuid: 11\nString to commit: 13.89.38.129:9999");
        errors.ShouldMatch(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} \|       INFO       \| Network finney, node wss://entrypoint-finney\.opentensor\.ai");
    }

    [Fact]
    public async Task As_JSON_it_is_one_document()
    {
        (int code, string output, string errors) = await RunAsync("--address", "127.0.0.1", "--port", "0", "--json");

        code.ShouldBe(0);
        JsonElement document = JsonDocument.Parse(output).RootElement;
        document.EnumerateObject().Select(member => member.Name).ShouldBe(
        [
            "status", "network", "endpoint", "netuid", "wallet", "wallet_hotkey", "coldkey", "hotkey", "address", "port", "string", "length", "maximum_length",
            "online", "uid", "extrinsic_hash", "block_hash", "block", "warnings", "error", "exit_code",
        ]);
        (document.Text("status"), document.Text("string"), document.GetProperty("length").GetInt32()).ShouldBe(("dry_run", "127.0.0.1:0", 11));
        document.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString()).ShouldBe(
            ["127.0.0.1 is a loopback address, which reaches nobody but this machine", "port 0 cannot be connected to; give the port at which your proxy is reached"]);
        errors.Split('\n').ShouldAllBe(line => line.StartsWith("warning: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2, "Option '--address' is required.")]
    [InlineData(2, "Option '--port' is required.", "--address", "1.2.3.4")]
    [InlineData(2, "Port must be between 0 and 65535, and 70000 is not; give the port", "--address", "1.2.3.4", "--port", "70000")]
    [InlineData(2, "Port must be between 0 and 65535: \"-1\" is not a valid number; give plain digits", "--address", "1.2.3.4", "--port", "-1")]
    [InlineData(2, "Address exceeds maximum length of 45 characters: it has 46; use the IP address", "--address", "a234567890123456789012345678901234567890123456", "--port", "1")]
    [InlineData(2, "is an IPv6 address without brackets", "--address", "2001:db8::1", "--port", "1")]
    [InlineData(2, "Address \"a\\x1b[31m\" is no IP address", "--address", "a\u001b[31m", "--port", "1")]
    [InlineData(2, "--netuid: \"eleven\" is not a number from 0 to 65535", "--address", "1.2.3.4", "--port", "1", "--netuid", "eleven")]
    [InlineData(2, "--network: \"finley\" is neither a network", "--address", "1.2.3.4", "--port", "1", "--network", "finley")]
    [InlineData(4, "cannot be reached", "--address", "1.2.3.4", "--port", "1", "--network", "ws://127.0.0.1:1", "--online")]
    public async Task Bad_input_is_one_line_with_what_to_do(int exitCode, string line, params string[] arguments)
    {
        (int code, _, string errors) = await RunAsync(arguments);

        code.ShouldBe(exitCode, errors);
        errors.ShouldContain(line);
        errors.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_bare_IPv6_address_is_taken_with_force_and_a_warning()
    {
        (int code, string output, string errors) = await RunAsync("--address", "2a01:4f8::1", "--port", "1", "--force");

        code.ShouldBe(0, errors);
        output.ShouldContain("String to commit: 2a01:4f8::1:1");
        errors.ShouldContain("has no brackets: readers split at the first colon");
    }

    [Fact]
    public async Task A_wallet_that_is_not_there_is_exit_code_3_and_in_JSON_too()
    {
        (int code, _, string errors) = await ProxyProcess.RunAsync(
            ["register", "--wallet.path", _wallets.Root, "--wallet.name", "nobody", "--address", "1.2.3.4", "--port", "1"]);

        code.ShouldBe(3);
        errors.ShouldStartWith("reverse-proxy: ");
    }

    [Fact]
    public async Task An_encrypted_hotkey_needs_no_password_for_a_dry_run()
    {
        string wallet = Path.Combine(_wallets.Root, "locked", "hotkeys");
        _ = Directory.CreateDirectory(wallet);
        File.Copy(Directory.GetFiles(Repository.Data("keyfiles", "nacl")).First(), Path.Combine(wallet, "hot"));
        string[] options = ["register", "--wallet.path", _wallets.Root, "--wallet.name", "locked", "--wallet.hotkey", "hot", "--address", "1.2.3.4", "--port", "1"];

        (int code, string output, string errors) = await ProxyProcess.RunAsync(options);
        code.ShouldBe(0, errors);
        output.ShouldContain("Hotkey: unknown without its password: ");
        output.ShouldContain("Coldkey: unknown: ");

        File.WriteAllText(Path.Combine(wallet, "hotpub.txt"), """{"ss58Address":"5DfhGyQdFobKM8NsWvEeAKk5EQQgYe9AydgJ7rMB6E1EqRzV"}""");
        (_, output, _) = await ProxyProcess.RunAsync(options);
        output.ShouldContain("Hotkey: 5DfhGyQdFobKM8NsWvEeAKk5EQQgYe9AydgJ7rMB6E1EqRzV");

        (code, _, errors) = await ProxyProcess.RunAsync([.. options, "--online", "--network", "ws://127.0.0.1:1"]);
        code.ShouldBe(4, errors);
    }

    [Fact]
    public async Task An_encrypted_hotkey_signs_with_the_password_in_its_variable_and_is_not_asked_for_without_a_terminal()
    {
        JsonElement file = Repository.Json("keyfiles", "index.json").RootElement.GetProperty("files").EnumerateArray()
            .First(candidate => candidate.Text("file")!.StartsWith("ansible/", StringComparison.Ordinal) && candidate.Text("outcome") == "ok");
        string hotkey = Path.Combine(_wallets.Root, "vault", "hotkeys", "hot");
        _ = Directory.CreateDirectory(Path.GetDirectoryName(hotkey)!);
        File.Copy(Repository.Data("keyfiles", file.Text("file")!), hotkey);
        string variable = $"BT_PW_{hotkey.Replace('/', '_').Replace('.', '_').ToUpperInvariant()}";
        byte[] password = [.. System.Text.Encoding.UTF8.GetBytes(file.Text("password")!).Select((value, i) => (byte)(value ^ variable[i % variable.Length]))];
        await using OnlineScene scene = await OnlineScene.StartAsync();
        _ = FakeNode.Chain.SubnetState.Register(
            scene.Node.Chain, 11, Substrate.Cryptography.AccountId.FromBytes(file.GetProperty("expect").Bytes("publicKey")));
        string[] command =
        [
            "register", "--wallet.path", _wallets.Root, "--wallet.name", "vault", "--wallet.hotkey", "hot", "--address", "13.89.38.129", "--port", "1",
            "--network", scene.Node.Endpoint.ToString(), "--online",
        ];

        (int code, string output, string errors) = await ProxyProcess.RunAsync(command, environment: (variable, Convert.ToBase64String(password)));
        code.ShouldBe(0, errors);
        output.ShouldContain($"under {file.GetProperty("expect").Text("ss58Address")} on netuid 11");
        output.ShouldNotContain(file.Text("password")!);

        (code, output, errors) = await ProxyProcess.RunAsync([.. command, "--json"], environment: (variable, Convert.ToBase64String("wrong"u8)));
        code.ShouldBe(3, errors);
        (JsonDocument.Parse(output).RootElement.Text("status"), JsonDocument.Parse(output).RootElement.GetProperty("exit_code").GetInt32()).ShouldBe(("failed", 3));
        errors.ShouldContain("does not open it");
    }

    [Fact]
    public async Task Interrupted_it_ends_with_130_and_says_that_it_may_still_happen()
    {
        await using OnlineScene scene = await OnlineScene.StartAsync();
        scene.Node.Pool.Story = [WatchStep.Ready];
        await using ProxyProcess process = ProxyProcess.Start(
            ["register", .. _wallets.Options("//Alice"), "--address", "13.89.38.129", "--port", "9999", "--network", scene.Node.Endpoint.ToString(), "--online"]);

        _ = await process.LineAsync("submitted  extrinsic 0x");
        process.Signal(SigInt);

        (await process.ExitAsync()).ShouldBe(130);
        process.Errors.Last().ShouldMatch(@"^reverse-proxy: interrupted: extrinsic 0x[0-9a-f]{64} was sent and may still be included until block \d+ ");
    }

    [Fact]
    public async Task An_answer_of_fifteen_megabytes_is_read()
    {
        await using OnlineScene scene = await OnlineScene.StartAsync();
        string padding = new('0', 15_000_000);
        scene.Node.InterveneOnce("chain_getHeader", async (_, _, proceed) =>
        {
            System.Text.Json.Nodes.JsonNode header = (await proceed())!.DeepClone();
            header["padding"] = padding;
            return header;
        });

        (int code, string output, string errors) = await RunAsync("--address", "13.89.38.129", "--port", "9999", "--network", scene.Node.Endpoint.ToString(), "--online");

        code.ShouldBe(0, errors);
        output.ShouldContain("Successfully committed");
    }

    public void Dispose() => _wallets.Dispose();

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) =>
        ProxyProcess.RunAsync(["register", .. _wallets.Options("//Alice"), .. arguments]);
}
