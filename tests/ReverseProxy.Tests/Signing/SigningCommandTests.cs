using System.Diagnostics;
using System.Text.Json.Nodes;
using Fixtures;
using ReverseProxy.Signing;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Signing;

/// <summary>The commands that sign, against the real server.</summary>
public class SigningCommandTests
{
    private const string Alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

    [Fact]
    public async Task Capacity_asks_as_a_validator_does()
    {
        await using RunningProxy proxy = await StartAsync();

        (int exitCode, string output, string errors) = await ProxyProcess.RunAsync(
            ["capacity", "--url", $"http://127.0.0.1:{proxy.Port}", "--miner-hotkey", RunningProxy.Miner, "--dev-key", "//Alice"]);

        (exitCode, errors).ShouldBe((0, string.Empty));
        output.ShouldMatch("""(?s)^200 after \d+ ms\n\{"inference":\["base"\],"training":\["H100pcie"\]\}\nThis is not a flat map""");
    }

    [Fact]
    public async Task A_refusal_is_shown_with_exit_code_1()
    {
        await using RunningProxy proxy = await StartAsync();

        (int exitCode, string output, _) = await ProxyProcess.RunAsync(
            ["capacity", "--url", $"http://127.0.0.1:{proxy.Port}/capacity", "--miner-hotkey", RunningProxy.Miner, "--dev-key", "//Mallory", "--json"]);

        (exitCode, output).ShouldBe((1, """{"detail":"Sender not allowed"}"""));
    }

    [Fact]
    public async Task A_wallet_signs()
    {
        // The wallet tree of the test data, whose hotkey11 is plain.
        await using RunningProxy proxy = await RunningProxy.StartAsync("http://127.0.0.1:1", configuration => configuration["auth"]!["allowed_senders"] = new JsonArray());
        string wallets = Repository.Data("keyfiles", "tree", ".bittensor", "wallets");
        string wallet = Path.GetFileName(Directory.GetDirectories(wallets).First(directory => File.Exists(Path.Combine(directory, "hotkeys", "hotkey11"))));

        (int exitCode, string output, string errors) = await ProxyProcess.RunAsync(
        [
            "capacity", "--url", $"http://127.0.0.1:{proxy.Port}", "--miner-hotkey", RunningProxy.Miner, "--wallet.path", wallets, "--wallet.name", wallet,
            "--wallet.hotkey=hotkey11",
        ]);

        exitCode.ShouldBe(0, errors);
        output.ShouldStartWith("200 ");
    }

    [Theory]
    [InlineData(3, "there is no such directory of wallets", "--wallet.path", "/no/such/place")]
    [InlineData(2, "never belongs on a command line", "--dev-key", "0xe5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a")]
    public async Task What_cannot_sign_is_one_line(int exitCode, string text, params string[] arguments)
    {
        (int code, _, string errors) = await ProxyProcess.RunAsync(["sign", "--miner-hotkey", RunningProxy.Miner, .. arguments]);

        code.ShouldBe(exitCode);
        errors.ShouldContain(text);
        errors.ShouldNotContain("\n");
        errors.ShouldNotContain("e5be9a50", Case.Insensitive);
    }

    [Fact]
    public async Task Nobody_there_is_exit_code_4()
    {
        (int exitCode, _, string errors) = await ProxyProcess.RunAsync(
            ["capacity", "--url", $"http://127.0.0.1:{FreePort.Next()}", "--miner-hotkey", RunningProxy.Miner, "--dev-key", "//Alice"]);

        exitCode.ShouldBe(4);
        errors.ShouldContain("cannot be reached");
    }

    [Theory]
    [InlineData("authorization")]
    [InlineData("v2")]
    public async Task Printed_headers_let_a_request_in(string dialect)
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await StartAsync(backend.Url);
        (int exitCode, string output, _) = await ProxyProcess.RunAsync(
            ["sign", "--miner-hotkey", RunningProxy.Miner, "--dev-key", "//Alice", "--data", "it's a \"body\"", "--dialect", dialect]);
        exitCode.ShouldBe(0);
        IEnumerable<(string, string)> headers = output.Split('\n').Select(line => (line[..line.IndexOf(':')], line[(line.IndexOf(':') + 2)..]));

        proxy.Clock.Milliseconds = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        RawResponse answer = await RawClient.SendAsync(proxy.Port, "POST", "/inference", headers, "it's a \"body\""u8.ToArray());

        answer.Status.ShouldBe(200);
    }

    [Fact]
    public void A_curl_line_is_safe_in_a_shell_whatever_the_body_holds()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("there is no sh");
        }

        const string Body = "it's $(touch /tmp/owned) `id` \\ \"x\"\n!";
        string line = SignCommand.Curl("POST", "http://a/b?c=d&e=f", [new("X-A", "it's")], null, Body);
        using Process shell = Process.Start(new ProcessStartInfo("sh", ["-c", line.Replace("curl", "printf '%s\\0'", StringComparison.Ordinal)]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string[] arguments = shell.StandardOutput.ReadToEnd().Split('\0');

        arguments.ShouldBe(["-sS", "-X", "POST", "http://a/b?c=d&e=f", "-H", "Content-Type: application/json", "-H", "X-A: it's", "--data-binary", Body, ""]);
    }

    private static Task<RunningProxy> StartAsync(string backend = "http://127.0.0.1:1") =>
        RunningProxy.StartAsync(backend, configuration => configuration["auth"]!["allowed_senders"] = new JsonArray(Alice));
}
