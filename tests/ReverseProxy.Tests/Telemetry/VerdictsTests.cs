using System.Text.RegularExpressions;
using Fixtures;
using ReverseProxy.Telemetry;

namespace ReverseProxy.Tests.Telemetry;

public partial class VerdictsTests
{
    [Fact]
    public void Every_outcome_in_the_source_has_a_verdict()
    {
        HashSet<string> written = [];
        foreach (string path in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "ReverseProxy"), "*.cs", SearchOption.AllDirectories))
        {
            string source = File.ReadAllText(path);
            written.UnionWith(OutcomePattern().Matches(source).Select(match => match.Groups["code"].Value));
            written.UnionWith(LimitPattern().Matches(source).Select(match => "limit_" + match.Groups["code"].Value));
        }

        written.Count.ShouldBeGreaterThan(12, "or the patterns fit no longer");
        written.Except(Verdicts.All.Select(verdict => verdict.Code)).Where(code => code != "limit_").ShouldBeEmpty();
    }

    [Fact]
    public void Every_verdict_has_one_name_and_a_sentence()
    {
        Verdicts.All.Select(verdict => verdict.Code).ShouldBeUnique();
        Verdicts.All.ShouldAllBe(verdict => verdict.Meaning.Length > 10 && !verdict.Meaning.EndsWith('.'));
        Verdicts.Of("no such code").ShouldBe(Verdicts.Other);
    }

    [GeneratedRegex("""Outcome \??\??= "(?<code>[a-z_]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OutcomePattern();

    [GeneratedRegex("""StatusCodes\.Status(429|503)\w+, "(?<code>[a-z_]+)",""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LimitPattern();
}
