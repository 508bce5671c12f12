using System.Text.Json;
using Bittensor.Registry;
using Fixtures;
using Substrate.Client;
using Substrate.Client.Chain;
using Substrate.Client.JsonRpc;
using Substrate.Cryptography;

namespace ReverseProxy.Tests.Registration;

/// <summary>
/// The three commands as real processes against a chain. The same tests run against the true runtime: <c>make devnet-test</c> with
/// SUBTENSOR_ENDPOINT set to a freshly started development chain.
/// </summary>
public sealed class RegistryEndToEndTests(RegistryChain chain) : IClassFixture<RegistryChain>, IDisposable
{
    private readonly DevelopmentWallets _wallets = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Alice_registers_reads_it_back_and_is_told_that_it_is_there_and_that_it_is_too_soon()
    {
        (int code, string output, string errors) = await RegisterAsync("//Alice", "13.89.38.129", "9999", "--online");
        (code, errors).ShouldBe((0, string.Empty));
        string alice = Address("//Alice");
        output.ShouldMatch(
            $"""
            (?s)^=== Registration Summary ===
            Coldkey: {DevelopmentWallets.Coldkey}
            Hotkey: {alice}
            Network: .*
            Netuid: 11
            String to commit: 13\.89\.38\.129:9999
            String length: 17 of 128 bytes
            ============================
            submitted  extrinsic (0x[0-9a-f]+)
            in block   (0x[0-9a-f]+) \(extrinsic \1\)
            finalized  \2 \(extrinsic \1\)
            read back  13\.89\.38\.129:9999, equal
            Successfully committed 13\.89\.38\.129:9999 under {alice} on netuid 11 in block \d+$
            """.ReplaceLineEndings("\n"));

        JsonElement entry = (await JsonAsync("check")).GetProperty("valid").EnumerateArray().Single(valid => valid.Text("hotkey") == alice);
        (entry.Text("string"), entry.GetProperty("uid").GetInt32(), entry.Text("address"), entry.GetProperty("port").GetInt32())
            .ShouldBe(("13.89.38.129:9999", 0, "13.89.38.129", 9999));

        (code, output, _) = await RegisterAsync("//Alice", "13.89.38.129", "9999", "--online");
        (code, output.Split('\n')[^1]).ShouldBe((0, $"13.89.38.129:9999 stands there already, since block {entry.GetProperty("block").GetInt32()}: nothing to do. --force commits it again."));

        await TooSoonAsync();
    }

    [Fact]
    public async Task As_JSON_a_commitment_is_one_document_and_its_states_go_to_standard_error()
    {
        (int code, string output, string errors) = await RegisterAsync("//hk//9", "13.89.38.129", "443", "--online", "--json");

        code.ShouldBe(0, errors);
        JsonElement document = JsonDocument.Parse(output).RootElement;
        (document.Text("status"), document.Text("string"), document.GetProperty("uid").GetInt32()).ShouldBe(("committed", "13.89.38.129:443", 9));
        document.Text("extrinsic_hash")!.Length.ShouldBe(66);
        document.Text("block_hash")!.Length.ShouldBe(66);
        errors.ShouldContain("submitted");
    }

    [Fact]
    public async Task A_bracketed_IPv6_address_commits_with_a_word_of_warning()
    {
        (int code, _, string errors) = await RegisterAsync("//hk//14", "[2a01:4f8::7]", "9999", "--online");

        code.ShouldBe(0, errors);
        errors.ShouldStartWith("warning: [2a01:4f8::7] is an IPv6 address");
    }

    [Theory]
    [InlineData("//Mallory", "11", "is not registered on subnet 11")]
    [InlineData("//Dave", "999", "there is no subnet 999")]
    public async Task Who_may_not_commit_is_told_before_and_with_force_by_the_chain_itself(string uri, string netuid, string why)
    {
        (int code, _, string errors) = await RegisterAsync(uri, "13.89.38.129", "9999", "--online", "--netuid", netuid);
        code.ShouldBe(6, errors);
        errors.ShouldContain(why);

        (code, string output, errors) = await RegisterAsync(uri, "13.89.38.129", "9999", "--online", "--netuid", netuid, "--force");
        code.ShouldBe(6, errors);
        output.ShouldContain("finalized");
        errors.ShouldMatch(@"warning: .*going on because of --force\n.*it was included in block \d+ \(0x[0-9a-f]{64}\), where it failed: Commitments\.AccountNotAllowedCommit: Account is not allowe?d? to make commitments to the chain; the hotkey is not registered");
    }

    [Fact]
    public async Task Check_and_read_show_everything_that_is_there()
    {
        JsonElement check = await JsonAsync("check");
        JsonElement[] valid = [.. check.GetProperty("valid").EnumerateArray()];
        JsonElement[] invalid = [.. check.GetProperty("invalid").EnumerateArray()];

        check.GetProperty("total").GetInt32().ShouldBe(valid.Length + invalid.Length);
        check.GetProperty("subnet_exists").GetBoolean().ShouldBeTrue();
        valid.Count(entry => entry.GetProperty("uid").ValueKind == JsonValueKind.Null).ShouldBe(1);
        valid.ShouldContain(entry => entry.Text("address") == "[2001:db8::1]");
        invalid.ShouldContain(entry => entry.Text("string")!.StartsWith("namespace:name:", StringComparison.Ordinal) && entry.Text("error_type") == "ValueError");
        invalid.ShouldContain(entry => entry.Text("string") == @"\xff\xfe\x80\xc3(\x001");
        invalid.ShouldContain(entry => entry.Text("error_type") == "MissingData" && entry.GetProperty("length").GetInt32() == 0);

        (int code, string listing, _) = await RunAsync("check");
        code.ShouldBe(0);
        listing.ShouldContain("not registered any more");
        listing.ShouldContain(@"Raw String: \xff\xfe\x80\xc3(\x001");
        listing.ShouldContain("Tip: Use --verbose");
        listing.ShouldNotContain("Error Type:");
        (_, string verbose, _) = await RunAsync("check", "--verbose");
        verbose.ShouldContain("Error: Port must be between 0 and 65535");
        (_, string read, _) = await RunAsync("read");
        (await JsonAsync("read")).GetProperty("total").GetInt32().ShouldBeGreaterThanOrEqualTo(10);
        foreach (string text in new[] { listing, verbose, read })
        {
            text.ShouldAllBe(character => character == '\n' || (character >= ' ' && character <= '~'));
        }

        read.ShouldContain("MINER REGISTRATIONS (Total: ");
    }

    [Fact]
    public async Task A_subnet_without_commitments_is_told_with_what_to_do()
    {
        (int code, string output, _) = await RunAsync("check", "--netuid", "777");

        code.ShouldBe(6);
        output.ShouldStartWith("No commitments found for netuid 777");
        output.ShouldContain("Verify you're using the correct network and netuid");
    }

    [Fact]
    public async Task The_registry_is_read_in_six_round_trips_after_connecting()
    {
        CountingTransport transport = new();
        JsonRpcOptions options = new() { Endpoints = [new Uri(chain.Endpoint)], HeadTimeout = null };
        await using SubstrateClient client = new(new JsonRpcClient(options, transport));

        MinerRegistry registry = await MinerRegistry.ReadAsync(await client.AtBestAsync(Token), 11, Token);

        transport.Sent.ShouldBeLessThanOrEqualTo(6);
        TestContext.Current.SendDiagnosticMessage($"{registry.Entries.Length} commitments in {transport.Sent} messages");
    }

    public void Dispose() => _wallets.Dispose();

    private static string Address(string uri) => AccountId.FromBytes(DevelopmentKey.Public(uri)).ToSs58();

    /// <summary>Runtimes before spec 273 have an interval between two commitments.</summary>
    private async Task TooSoonAsync()
    {
        await using SubstrateClient client = new(new JsonRpcOptions { Endpoints = [new Uri(chain.Endpoint)], HeadTimeout = null });
        BlockState state = await client.AtBestAsync(Token);
        if (state.Runtime.Metadata.Pallet("Commitments").Errors!.Find("CommitmentSetRateLimitExceeded") is null)
        {
            return;
        }

        (int code, _, string errors) = await RegisterAsync("//Alice", "13.89.38.129", "9998", "--online");
        code.ShouldBe(7, errors);
        errors.ShouldContain("the hotkey has committed too recently: the next is allowed from block ");

        (code, _, errors) = await RegisterAsync("//Alice", "13.89.38.129", "9998", "--online", "--force");
        code.ShouldBe(7, errors);
        errors.ShouldContain("where it failed: Commitments.CommitmentSetRateLimitExceeded: Account is trying to commit data too fast, rate limit exceeded; ");
    }

    private Task<(int Code, string Output, string Errors)> RegisterAsync(string uri, string address, string port, params string[] more) =>
        RunAsync("register", [.. _wallets.Options(uri), "--address", address, "--port", port, .. more]);

    private Task<(int Code, string Output, string Errors)> RunAsync(string command, params string[] arguments) =>
        chain.RunAsync(command, arguments).ContinueWith(
            run => (run.Result.ExitCode, run.Result.Output, WithoutGenesis(run.Result.Errors)), TaskScheduler.Default);

    /// <summary>That the node is not one of finney is told each time, as it should be.</summary>
    private static string WithoutGenesis(string errors) =>
        string.Join('\n', errors.Split('\n').Where(line => !line.Contains("is not a node of finney", StringComparison.Ordinal)));

    private async Task<JsonElement> JsonAsync(string command)
    {
        (int code, string output, string errors) = await RunAsync(command, "--json");
        code.ShouldBe(0, errors);
        return JsonDocument.Parse(output).RootElement;
    }
}
