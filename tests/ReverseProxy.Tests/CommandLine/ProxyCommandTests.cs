using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.CommandLine;

public class ProxyCommandTests
{
    [Theory]
    [InlineData("--nope")]
    [InlineData("run", "--port")]
    [InlineData("config", "explode")]
    [InlineData("nonsense")]
    public async Task Wrong_usage_is_told_on_standard_error_with_exit_code_2(params string[] arguments)
    {
        (int exitCode, string output, string errors) = await ProxyProcess.RunAsync(arguments);

        exitCode.ShouldBe(2);
        output.ShouldBeEmpty();
        errors.Split('\n').ShouldAllBe(line => line.StartsWith("reverse-proxy: ", StringComparison.Ordinal));
        errors.ShouldContain("--help`");
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("run", "--help")]
    [InlineData("config", "init", "--help")]
    [InlineData("demo", "--help")]
    [InlineData("register", "--help")]
    [InlineData("check", "--help")]
    [InlineData("read", "--help")]
    public async Task Help_is_on_standard_output_with_exit_code_0(params string[] arguments)
    {
        (int exitCode, string output, string errors) = await ProxyProcess.RunAsync(arguments);

        (exitCode, errors).ShouldBe((0, string.Empty));
        output.ShouldContain("Usage:");
    }

    [Fact]
    public async Task Help_that_nobody_can_take_is_one_line_on_standard_error()
    {
        await using ProxyProcess process = ProxyProcess.StartInto("/dev/full", ["--help"]);

        (await process.ExitAsync()).ShouldBe(1);
        process.Errors.ShouldHaveSingleItem().ShouldContain("No space left on device");
    }

    [Fact]
    public async Task The_demo_shows_every_verdict_and_that_all_are_right()
    {
        (int exitCode, string output, string errors) = await ProxyProcess.RunAsync(["demo"]);

        (exitCode, errors).ShouldBe((0, string.Empty));
        foreach (string text in new[] { "202 queued", "401 Request already used", "401 Signature Mismatch", "401 Request is too stale", "403 Sender not allowed", "Every verdict is right." })
        {
            output.ShouldContain(text);
        }
    }
}
