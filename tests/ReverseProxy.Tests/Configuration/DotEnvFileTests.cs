using ReverseProxy.Configuration;

namespace ReverseProxy.Tests.Configuration;

public class DotEnvFileTests
{
    [Theory]
    [InlineData("A=b", "b")]
    [InlineData(" A = b ", "b")]
    [InlineData("export A=b", "b")]
    [InlineData("A=\"b # c\"", "b # c")]
    [InlineData("A='b' # c", "b")]
    [InlineData("A=b # c", "b")]
    [InlineData("A=b#c", "b#c")]
    [InlineData("A=", "")]
    [InlineData("A= # nothing", "")]
    [InlineData("A=b=c", "b=c")]
    [InlineData("A=1\nA=2", "2")]
    [InlineData("A=b\r\n", "b")]
    public void A_line_sets_a_variable(string text, string value) => DotEnvFile.Parse(text)["A"].ShouldBe(value);

    [Theory]
    [InlineData("# A=b")]
    [InlineData("A")]
    [InlineData("=b")]
    [InlineData("")]
    public void Anything_else_sets_none(string text) => DotEnvFile.Parse(text).ShouldBeEmpty();
}
