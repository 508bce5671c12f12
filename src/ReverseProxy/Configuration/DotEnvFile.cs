namespace ReverseProxy.Configuration;

/// <summary>
/// A <c>.env</c> file: <c>NAME=value</c> lines, <c>export</c> allowed before, <c>#</c> comments, single or double quotes
/// around values. No substitution.
/// </summary>
internal static class DotEnvFile
{
    public static IReadOnlyDictionary<string, string> Parse(string text)
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal);
        foreach (string raw in text.Split('\n'))
        {
            string line = raw.Trim();
            if (line.StartsWith("export ", StringComparison.Ordinal))
            {
                line = line["export ".Length..].TrimStart();
            }

            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (line.StartsWith('#') || equals <= 0)
            {
                continue;
            }

            variables[line[..equals].Trim()] = Value(line[(equals + 1)..].Trim());
        }

        return variables;
    }

    private static string Value(string text)
    {
        if (text.Length > 0 && text[0] is '"' or '\'' && text.IndexOf(text[0], 1) is > 0 and int end)
        {
            return text[1..end];
        }

        // Unquoted, a comment begins at a # that follows white space.
        int comment = text.IndexOf(" #", StringComparison.Ordinal);
        return text.StartsWith('#') ? string.Empty : comment < 0 ? text : text[..comment].TrimEnd();
    }
}
