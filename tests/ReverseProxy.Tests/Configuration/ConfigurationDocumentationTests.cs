using System.Text;
using System.Text.RegularExpressions;
using Fixtures;
using ReverseProxy.Configuration;
using ReverseProxy.Serving;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Configuration;

/// <summary>
/// docs/configuration.md tells of every setting what the code knows of it. `UPDATE_DOCS=1 make test` rewrites the table.
/// </summary>
public partial class ConfigurationDocumentationTests
{
    private const string Begin = "<!-- settings -->\n";
    private const string End = "<!-- /settings -->";

    [Fact]
    public async Task The_table_of_settings_is_what_the_program_reads()
    {
        string path = Path.Combine(Repository.Root, "docs", "configuration.md");
        string text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        int begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = text.IndexOf(End, StringComparison.Ordinal);
        string table = Table();

        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(path, text[..begin] + table + text[end..], TestContext.Current.CancellationToken);
        }
        else
        {
            text[begin..end].ShouldBe(table);
        }
    }

    [Fact]
    public async Task What_needs_a_restart_is_said_to_no_more_and_no_less()
    {
        string text = await PageAsync("configuration.md");
        text = text[text.IndexOf("These need a restart", StringComparison.Ordinal)..text.IndexOf("## Values", StringComparison.Ordinal)];

        HashSet<string> said = [.. Names().Matches(text).SelectMany(name => name.Value.EndsWith('*')
            ? Reading().Settings.Select(setting => setting.Key).Where(key => key.StartsWith(name.Value[..^1], StringComparison.Ordinal))
            : [name.Value])];

        said.Order().ShouldBe(ConfigurationWatch.NeedRestart.Order());
    }

    [Fact]
    public async Task Every_variable_of_the_original_is_in_the_comparison_with_what_it_stands_for()
    {
        string text = await PageAsync("compatibility.md");

        // Those without a section's prefix are the original's; OTEL_… are OpenTelemetry's.
        foreach (ReadSetting setting in Reading().Settings.Where(setting => !setting.Variables[0].StartsWith("REVERSE_PROXY_", StringComparison.Ordinal) && !setting.Variables[0].StartsWith("OTEL_", StringComparison.Ordinal)))
        {
            text.ShouldContain($"`{setting.Variables[0]}`");
            text.ShouldContain($"`{setting.Key}`");
        }
    }

    [Fact]
    public async Task Every_member_of_a_route_a_pool_and_a_policy_is_told_of()
    {
        string pages = await PageAsync("configuration.md") + await PageAsync("backends.md") + await PageAsync("gate.md");

        string[] members = [.. WrittenTexts.InCalls(@"\b(members|parts)\.\w+(<\w+>)?\(").Where(text => Member().IsMatch(text)).Distinct()];

        members.Length.ShouldBeGreaterThan(25);
        members.Where(member => !new[] { $"`{member}`", $"\"{member}\"", $".{member}`" }.Any(pages.Contains)).ShouldBeEmpty();
    }

    private static Task<string> PageAsync(string name) => File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", name), TestContext.Current.CancellationToken);

    private static ConfigurationReading Reading() => ConfigurationReader.Read(new()
    {
        CommandLine = new Dictionary<string, string> { ["auth.miner_hotkey"] = RunningProxy.Miner },
    });

    [GeneratedRegex(@"(?<=`)[a-z_]+\.([a-z_.]+|\*)(?=`)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Names();

    [GeneratedRegex("^[a-z_]+$", RegexOptions.None, 1000)]
    private static partial Regex Member();

    private static string Table()
    {
        ConfigurationReading reading = Reading();
        StringBuilder table = new("| setting | takes | default | variable | what it does |\n|---|---|---|---|---|\n");
        foreach (ReadSetting setting in reading.Settings)
        {
            string standard = setting.Default.Replace(StateDirectory.Standard, "~/.local/state/reverse-proxy", StringComparison.Ordinal);
            table.Append($"| `{setting.Key}` | {setting.Kind} | `{standard}` | `{setting.Variables[0]}` | {setting.Description} |\n");
        }

        return table.ToString();
    }
}
