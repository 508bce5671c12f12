using System.Text;
using Fixtures;
using ReverseProxy.Configuration;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Configuration;

/// <summary>
/// docs/configuration.md tells of every setting what the code knows of it. `UPDATE_DOCS=1 make test` rewrites the table.
/// </summary>
public class ConfigurationDocumentationTests
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

    private static string Table()
    {
        ConfigurationReading reading = ConfigurationReader.Read(new()
        {
            CommandLine = new Dictionary<string, string> { ["auth.miner_hotkey"] = RunningProxy.Miner },
        });
        StringBuilder table = new("| setting | takes | default | variable | what it does |\n|---|---|---|---|---|\n");
        foreach (ReadSetting setting in reading.Settings)
        {
            string standard = setting.Default.Replace(StateDirectory.Standard, "~/.local/state/reverse-proxy", StringComparison.Ordinal);
            table.Append($"| `{setting.Key}` | {setting.Kind} | `{standard}` | `{setting.Variables[0]}` | {setting.Description} |\n");
        }

        return table.ToString();
    }
}
