using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;
using Fixtures;

namespace ReverseProxy.Tests.Support;

/// <summary>
/// The texts that stand in the source, cut where something is put in: what somebody who reads such a line would search for.
/// </summary>
internal static partial class WrittenTexts
{
    private static IEnumerable<string> Sources => Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText);

    /// <summary>Those in the arguments of each call whose beginning fits a pattern.</summary>
    public static IEnumerable<string> InCalls([StringSyntax(StringSyntaxAttribute.Regex)] string call) =>
        Sources.SelectMany(source => Regex.Matches(source, call, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).SelectMany(match => Read(source, match.Index + match.Length)));

    /// <summary>All of a file.</summary>
    public static IEnumerable<string> InFile(params string[] path) => Read(File.ReadAllText(Path.Combine([Repository.Root, .. path])), 0);

    /// <summary>All of the files whose source holds a text.</summary>
    public static IEnumerable<string> InFilesWith(string text) => Sources.Where(source => source.Contains(text, StringComparison.Ordinal)).SelectMany(source => Read(source, 0));

    /// <summary>The longest clause of a text in which "{}" stands for what is put in: words that are always there. Null where it is too short to be told from others.</summary>
    public static string? Distinctive(string text) =>
        ClauseEnd().Split(text).Select(clause => clause.Trim(' ', '"', '(', ')', '.', '…', '`')).MaxBy(clause => clause.Length) is { } longest && longest.Count(character => character == ' ') >= 2
            ? longest
            : null;

    /// <summary>The texts from a place to the end of the brackets that are open there.</summary>
    private static IEnumerable<string> Read(string source, int at)
    {
        int open = 1;
        while (at < source.Length && open > 0)
        {
            switch (source[at])
            {
                case '(':
                    open++;
                    break;
                case ')':
                    open--;
                    break;
                case '/' when source[at + 1] == '/':
                    at = source.IndexOf('\n', at);
                    break;
                case '\'':
                    at += CharacterLiteral().Match(source, at).Length - 1;
                    break;
                case '"':
                    yield return Literal(source, ref at);
                    continue;
            }

            at++;
        }
    }

    private static string Literal(string source, ref int at)
    {
        bool interpolated = source[at - 1] == '$';
        StringBuilder text = new();
        for (at++; source[at] != '"'; at++)
        {
            switch (source[at])
            {
                case '\\':
                    text.Append(source[++at]);
                    break;
                case '{' when interpolated:
                    text.Append("{}");
                    SkipHole(source, ref at);
                    break;
                default:
                    text.Append(source[at]);
                    break;
            }
        }

        at++;
        return text.ToString();
    }

    private static void SkipHole(string source, ref int at)
    {
        int open = 1;
        at++;
        while (true)
        {
            switch (source[at])
            {
                case '"':
                    _ = Literal(source, ref at);
                    continue;
                case '{':
                    open++;
                    break;
                case '}' when --open == 0:
                    return;
            }

            at++;
        }
    }

    [GeneratedRegex(@"\{[A-Za-z]*\}|[:;,](?= |$)|\. |\n", RegexOptions.None, 1000)]
    private static partial Regex ClauseEnd();

    [GeneratedRegex(@"\G'(\\.[^']*|[^'\\])'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CharacterLiteral();
}
