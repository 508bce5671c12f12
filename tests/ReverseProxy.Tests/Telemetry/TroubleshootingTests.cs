using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Epistula;
using Fixtures;
using Microsoft.Extensions.Logging;
using ReverseProxy.Gating;
using ReverseProxy.Serving;
using ReverseProxy.Telemetry;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Telemetry;

/// <summary>Whoever reads an error finds it in docs/troubleshooting.md, or on the page of the thing it is about.</summary>
public partial class TroubleshootingTests
{
    /// <summary>As somebody searches: without marks, with one space between words.</summary>
    private static readonly string Pages = Plain(string.Join('\n', Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md").Select(File.ReadAllText)));

    private static readonly string Handbook = File.ReadAllText(Path.Combine(Repository.Root, "docs", "troubleshooting.md"));

    [Fact]
    public void Every_detail_that_a_caller_reads_is_explained()
    {
        List<string> details = [.. EpistulaFailures.All.Select(failure => failure.Detail())];
        foreach (PropertyInfo answer in typeof(Answers).GetProperties(BindingFlags.Public | BindingFlags.Static).Where(property => property.PropertyType == typeof(byte[])))
        {
            details.Add(JsonDocument.Parse((byte[])answer.GetValue(null)!).RootElement.GetProperty("detail").GetString()!);
        }

        details.Count.ShouldBeGreaterThan(25);
        details.ShouldAllBe(detail => Handbook.Contains($"`{detail}`", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_verdict_of_the_log_is_explained() =>
        Verdicts.All.ShouldAllBe(verdict => Handbook.Contains($"`{verdict.Code}`", StringComparison.Ordinal));

    [Fact]
    public void Every_reason_that_a_refused_caller_is_given_is_explained()
    {
        foreach (Verdict limit in Verdicts.All.Where(verdict => verdict.Code.StartsWith("limit_", StringComparison.Ordinal) && verdict.Code != "limit_concurrency"))
        {
            Handbook.ShouldContain($"`{limit.Code["limit_".Length..]}`");
        }

        foreach (PolicyKind kind in Enum.GetValues<PolicyKind>())
        {
            Handbook.ShouldContain($"`{PolicySettings.NameOf(kind)}`");
        }
    }

    [Fact]
    public void Every_warning_and_error_of_the_log_is_explained()
    {
        // Levels that are only known at the call count, too: what may be a warning must be found.
        IEnumerable<string> templates = typeof(Answers).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static))
            .SelectMany(method => method.GetCustomAttributes<LoggerMessageAttribute>())
            .Where(message => message.Level >= LogLevel.Warning)
            .Select(message => message.Message)
            .Concat(WrittenTexts.InCalls(@"Log\.Warning\("));

        ShouldBeExplained(templates, atLeast: 25);
    }

    [Fact]
    public void Every_line_with_which_a_command_or_the_start_ends_is_explained() => ShouldBeExplained(
        WrittenTexts.InCalls(@"new (Command|Configuration|Certificate|Wallet|MinerEndpoint|Subnet)Exception\(|: Exception\(|FailAsync\(|_problems\.Add\("), atLeast: 65);

    [Fact]
    public void Every_warning_about_the_configuration_is_explained() =>
        ShouldBeExplained(WrittenTexts.InCalls(@"(?<!Finding\.)\bWarn\("), atLeast: 9);

    [Theory]
    [InlineData("Registration", "RefusalText.cs", 20)]
    [InlineData("Registration", "OutcomeText.cs", 10)]
    [InlineData("Registration", "ChainFailure.cs", 7)]
    [InlineData("Configuration", "PythonJson.cs", 3)]
    public void Every_line_that_is_made_in_a_file_of_its_own_is_explained(string folder, string file, int atLeast) =>
        ShouldBeExplained(WrittenTexts.InFile("src", "ReverseProxy", folder, file), atLeast);

    private static void ShouldBeExplained(IEnumerable<string> texts, int atLeast)
    {
        string[] words = [.. texts.Select(WrittenTexts.Distinctive).OfType<string>().Select(Plain).Distinct()];

        words.Length.ShouldBeGreaterThanOrEqualTo(atLeast, "or the source is read wrongly");
        words.Where(text => !Pages.Contains(text, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static string Plain(string text) => Spaces().Replace(text.Replace("`", string.Empty, StringComparison.Ordinal), " ");

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}
