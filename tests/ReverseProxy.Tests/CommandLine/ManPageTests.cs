using System.CommandLine;
using System.Diagnostics;
using System.Text;
using Fixtures;
using ReverseProxy.CommandLine;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.CommandLine;

/// <summary>The manual page is made from the commands themselves, so that it stays true.</summary>
public class ManPageTests
{
    private static readonly string Page = Path.Combine(Repository.Root, "deploy", "reverse-proxy.1");

    [Fact]
    public async Task The_manual_page_is_what_the_commands_say()
    {
        string page = Render();
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(Page, page, RawClient.Token);
        }

        (await File.ReadAllTextAsync(Page, RawClient.Token)).ShouldBe(page);
    }

    [Fact]
    public async Task Man_finds_nothing_wrong_with_it()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/man"), "there is no man");
        using Process process = Process.Start(new ProcessStartInfo("man", ["--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", Page])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(RawClient.Token);
        string errors = await process.StandardError.ReadToEndAsync(RawClient.Token);
        _ = await output;
        await process.WaitForExitAsync(RawClient.Token);

        (process.ExitCode, errors).ShouldBe((0, string.Empty));
    }

    private static string Render()
    {
        RootCommand root = ProxyCommand.Create();
        StringBuilder page = new();
        page.Append(".TH REVERSE\\-PROXY 1\n.SH NAME\nreverse\\-proxy \\- public entry point of a Bittensor miner\n");
        page.Append(".SH SYNOPSIS\n.B reverse\\-proxy\n[\\fIcommand\\fR] [\\fIoptions\\fR]\n.SH DESCRIPTION\n");
        page.Append(Text(root.Description!)).Append(".SH COMMANDS\n");
        Append(page, root, "reverse-proxy");
        page.Append(".SH FILES\n");
        foreach ((string file, string meaning) in Files)
        {
            page.Append(".TP\n.I ").Append(Escape(file)).Append('\n').Append(Text(meaning));
        }

        page.Append(".SH ENVIRONMENT\n");
        foreach ((string variable, string meaning) in Variables)
        {
            page.Append(".TP\n.B ").Append(Escape(variable)).Append('\n').Append(Text(meaning));
        }

        return page.Append(".SH SEE ALSO\nThe operator\\(aqs handbook: docs/README.md of the sources.\n").ToString();
    }

    private static void Append(StringBuilder page, Command command, string path)
    {
        foreach (Command child in command.Subcommands.Where(child => !child.Hidden))
        {
            string name = $"{path} {child.Name}";
            string arguments = string.Concat(child.Arguments.Select(argument => argument.Arity.MinimumNumberOfValues > 0 ? $" <{argument.Name}>" : $" [<{argument.Name}>]"));
            page.Append(".SS ").Append(Escape(name + arguments)).Append('\n').Append(Text(child.Description ?? string.Empty));
            foreach (Option option in child.Options.Where(option => !option.Hidden).OrderBy(option => option.Name, StringComparer.Ordinal))
            {
                IEnumerable<string> names = option.Aliases.Append(option.Name).Distinct().Order(StringComparer.Ordinal);
                page.Append(".TP\n.B ").Append(Escape(string.Join(", ", names) + (option.HelpName is { } help ? $" <{help}>" : string.Empty))).Append('\n').Append(Text(option.Description ?? string.Empty));
            }

            Append(page, child, name);
        }
    }

    // Lines that are indented, or belong to a list of examples, stay lines.
    private static string Text(string text)
    {
        StringBuilder page = new();
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            string trimmed = line.Trim();
            page.Append(trimmed.Length == 0 ? ".PP\n" : line.StartsWith(' ') || trimmed.StartsWith("Example", StringComparison.Ordinal) ? $".br\n{Escape(trimmed)}\n.br\n" : Escape(trimmed) + "\n");
        }

        return page.ToString();
    }

    private static string Escape(string text)
    {
        string escaped = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal).Replace("'", "\\(aq", StringComparison.Ordinal);
        return escaped.StartsWith('.') ? "\\&" + escaped : escaped;
    }

    private static readonly (string File, string Meaning)[] Files =
    [
        ("config.json", "The configuration: --config, else REVERSE_PROXY_CONFIG_PATH, else reverse_proxy/config.json, else config.json."),
        (".env", "Variables, beneath the environment."),
        ("$STATE_DIRECTORY, ~/.local/state/reverse-proxy", "What survives a restart: admin.token, used requests, the flight recorder, results that are owed (server.state_dir)."),
        ("~/.bittensor/wallets", "Wallets. Only register, sign and capacity open a hotkey; nothing opens a coldkey."),
    ];

    private static readonly (string Variable, string Meaning)[] Variables =
    [
        ("REVERSE_PROXY_CONFIG_PATH", "The configuration file, or the directory of it."),
        ("BT_WALLET_NAME, BT_WALLET_HOTKEY, BT_WALLET_PATH", "Which wallet and hotkey, and where wallets lie."),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "Where metrics and traces are sent."),
        ("SSL_CERT_FILE", "The authorities by which doctor judges certificates, instead of the system's."),
        ("others", "Each setting has a variable: docs/configuration.md, or `reverse-proxy config show`."),
    ];
}
