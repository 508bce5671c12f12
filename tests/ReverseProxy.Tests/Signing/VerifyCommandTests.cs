using System.Text.Json;
using Fixtures;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Signing;

/// <summary>The command that judges a captured request.</summary>
public class VerifyCommandTests
{
    private const string Body = """{"prompt":"a cube"}""";

    [Theory]
    [InlineData("authorization")]
    [InlineData("v2")]
    public async Task What_sign_prints_is_valid(string dialect)
    {
        string headers = await SignedAsync("--dialect", dialect);

        (int exitCode, string output, string errors) = await VerifyAsync(headers, "--data", Body);

        (exitCode, errors).ShouldBe((0, string.Empty));
        output.ShouldMatch("^200 valid\nsigned by 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY, \\d+ ms ago, over a body of SHA-256 [0-9a-f]{64}$");
    }

    [Theory]
    [InlineData("401 Signature Mismatch", "--data", "another body")]
    [InlineData("401 Request is too stale", "--data", Body, "--at", "99999999999999")]
    [InlineData("401 Request is too far in the future", "--data", Body, "--at", "1000")]
    public async Task What_is_wrong_is_said_in_the_words_of_the_proxy(string verdict, params string[] arguments)
    {
        string headers = await SignedAsync();

        (int exitCode, string output, string errors) = await VerifyAsync(headers, arguments);

        (exitCode, errors).ShouldBe((1, string.Empty));
        output.Split('\n')[0].ShouldBe(verdict);
    }

    [Fact]
    public async Task The_real_callers_bytes_are_valid_at_their_time()
    {
        JsonElement wire = Repository.Json("conformance", "orchestrator-wire.json").RootElement;
        string raw = wire.GetProperty("wire_post").GetString()!;
        string[] parts = raw.Split("\r\n\r\n", 2);
        string Header(string name) => parts[0].Split("\r\n").First(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Split(": ", 2)[1];

        (int exitCode, string output, _) = await ProxyProcess.RunAsync(
        [
            "verify", "--miner-hotkey", Header("Epistula-Signed-For"), "--at", Header("Epistula-Timestamp"), "--data", parts[1], "--json",
            .. parts[0].Split("\r\n").SelectMany(line => new[] { "-H", line }),
        ]);

        exitCode.ShouldBe(0, output);
        JsonElement verdict = JsonDocument.Parse(output).RootElement;
        verdict.GetProperty("sender").GetString().ShouldBe(Header("Epistula-Signed-By"));
        verdict.GetProperty("age_ms").GetInt64().ShouldBe(0);
    }

    [Theory]
    [InlineData("is no header", "--for", RunningProxy.Miner, "-H", "not a header")]
    [InlineData("not a valid SS58 address", "--for", "5Nobody")]
    public async Task Bad_input_is_one_line_with_exit_code_2(string text, params string[] arguments)
    {
        (int exitCode, _, string errors) = await ProxyProcess.RunAsync(["verify", .. arguments]);

        exitCode.ShouldBe(2);
        errors.ShouldContain(text);
    }

    private static async Task<string> SignedAsync(params string[] arguments)
    {
        (int exitCode, string output, string errors) = await ProxyProcess.RunAsync(["sign", "--miner-hotkey", RunningProxy.Miner, "--dev-key", "//Alice", "--data", Body, .. arguments]);
        exitCode.ShouldBe(0, errors);
        return output;
    }

    private static Task<(int ExitCode, string Output, string Errors)> VerifyAsync(string headers, params string[] arguments) =>
        ProxyProcess.RunAsync(["verify", "--miner-hotkey", RunningProxy.Miner, .. headers.Split('\n').SelectMany(line => new[] { "--header", line }), .. arguments]);
}
