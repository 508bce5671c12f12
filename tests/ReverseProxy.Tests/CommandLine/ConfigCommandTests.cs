using System.Text.Json;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.CommandLine;

public class ConfigCommandTests
{
    private readonly string _directory = Directory.CreateTempSubdirectory("proxy-config-").FullName;

    [Fact]
    public async Task Init_writes_a_file_that_serves_once_the_hotkey_is_in_it()
    {
        (int exitCode, string output, _) = await ProxyProcess.RunAsync(["config", "init"], _directory);
        exitCode.ShouldBe(0);
        output.ShouldContain("auth.miner_hotkey");
        (exitCode, _, string errors) = await ProxyProcess.RunAsync(["config", "validate"], _directory);
        exitCode.ShouldBe(2);
        errors.ShouldContain("it is the placeholder of the example: put your miner's hotkey here");

        (exitCode, _, _) = await ProxyProcess.RunAsync(["config", "init", "--miner-hotkey", RunningProxy.Miner, "--force"], _directory);
        exitCode.ShouldBe(0);
        (exitCode, output, _) = await ProxyProcess.RunAsync(["config", "validate"], _directory);
        exitCode.ShouldBe(0);
        output.ShouldContain("valid, 0 warnings");
    }

    [Fact]
    public async Task Init_leaves_a_file_that_is_there()
    {
        string file = Path.Combine(_directory, "mine.json");
        await File.WriteAllTextAsync(file, "precious", TestContext.Current.CancellationToken);

        (int exitCode, string output, _) = await ProxyProcess.RunAsync(["config", "init", file], _directory);

        (exitCode, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ShouldBe((0, "precious"));
        output.ShouldContain("already exists (skipping");
    }

    [Fact]
    public async Task Init_refuses_a_hotkey_that_is_none()
    {
        (int exitCode, _, string errors) = await ProxyProcess.RunAsync(["config", "init", "--miner-hotkey", "5nope"], _directory);

        (exitCode, errors).ShouldBe((2, "reverse-proxy: --miner-hotkey: \"5nope\" is not a valid SS58 address"));
    }

    [Fact]
    public async Task Show_tells_each_value_and_where_it_comes_from()
    {
        await ProxyProcess.RunAsync(["config", "init", "--miner-hotkey", RunningProxy.Miner], _directory);
        (string, string)[] environment = [("PORT", "9999")];

        (int exitCode, string text, _) = await ProxyProcess.RunAsync(["config", "show"], _directory, environment);
        (_, string json, _) = await ProxyProcess.RunAsync(["config", "show", "--json"], _directory, environment);

        exitCode.ShouldBe(0);
        text.ShouldMatch(@"(?m)^server\.port +\= 9999 +# environment PORT$");
        text.ShouldMatch(@"(?m)^auth\.allowed_delta_ms +\= 8000 +# config\.json$");
        JsonElement port = JsonDocument.Parse(json).RootElement.GetProperty("settings").GetProperty("server.port");
        (port.GetProperty("value").GetInt32(), port.GetProperty("source").GetString()).ShouldBe((9999, "environment PORT"));
    }
}
