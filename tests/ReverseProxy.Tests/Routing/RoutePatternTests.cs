using ReverseProxy.Routing;

namespace ReverseProxy.Tests.Routing;

public class RoutePatternTests
{
    [Theory]
    [InlineData("/", "/", true)]
    [InlineData("/", "//", false)]
    [InlineData("/inference", "/inference", true)]
    [InlineData("/inference", "/INFERENCE", false)]
    [InlineData("/inference", "/inference/x", false)]
    [InlineData("/inference", "inference", false)]
    [InlineData("/edit/status/{id}", "/edit/status/j-1", true)]
    [InlineData("/edit/status/{id}", "/edit/status/", false)]
    [InlineData("/edit/status/{id}", "/edit/status", false)]
    [InlineData("/edit/status/{id}", "/edit/status/a/b", false)]
    [InlineData("/{a}/x/{b}", "/1/x/2", true)]
    public void A_path_matches_segment_by_segment(string pattern, string path, bool matches)
    {
        RoutePattern.TryParse(pattern, out RoutePattern? parsed).ShouldBeTrue();

        parsed.Matches(path, out _).ShouldBe(matches);
    }

    [Theory]
    [InlineData("")]
    [InlineData("edit")]
    [InlineData("/edit/")]
    [InlineData("/a//b")]
    [InlineData("/a/../b")]
    [InlineData("/a?b")]
    [InlineData("/a b")]
    [InlineData("/a%20b")]
    [InlineData("/a{b}")]
    [InlineData("/{}")]
    public void What_no_path_could_be_is_no_pattern(string pattern) => RoutePattern.TryParse(pattern, out _).ShouldBeFalse();

    [Fact]
    public void The_value_of_the_last_parameter_is_told()
    {
        RoutePattern.TryParse("/check/{hotkey}", out RoutePattern? pattern).ShouldBeTrue();

        pattern!.Matches("/check/5abc", out ReadOnlySpan<char> value);

        value.ToString().ShouldBe("5abc");
    }
}
