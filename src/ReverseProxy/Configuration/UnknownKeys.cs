using System.Text.Json;

namespace ReverseProxy.Configuration;

/// <summary>Warns about what nobody reads: a misspelt setting is one that silently does not apply.</summary>
internal static class UnknownKeys
{
    public static void Warn(ConfigurationInput input, SettingsReader reader)
    {
        string[] known = [.. reader.Settings.Select(setting => setting.Key)];
        if (input.File.ValueKind is JsonValueKind.Object)
        {
            WarnBelow(input.File, prefix: string.Empty, known, reader);
        }

        string[] variables = [.. reader.Settings.SelectMany(setting => setting.Variables), ConfigurationFiles.PathVariable, "REVERSE_PROXY_TRACE"];
        foreach (string name in input.Environment.Keys.Where(name => name.StartsWith("REVERSE_PROXY_", StringComparison.Ordinal)).Except(variables))
        {
            reader.Warn($"environment {name}: unknown variable{NearestName.Hint(name, variables)}");
        }

        foreach (string name in input.DotEnv.Keys.Except(variables))
        {
            reader.Warn($".env {name}: unknown variable{NearestName.Hint(name, variables)}");
        }
    }

    private static void WarnBelow(JsonElement section, string prefix, string[] known, SettingsReader reader)
    {
        foreach (string name in section.EnumerateObject().Select(member => member.Name).Distinct())
        {
            string key = prefix + name;
            if (known.Contains(key))
            {
                continue;
            }

            JsonElement value = section.Member(name)!.Value;
            if (known.Any(candidate => candidate.StartsWith(key + ".", StringComparison.Ordinal)))
            {
                if (value.ValueKind is JsonValueKind.Object)
                {
                    WarnBelow(value, key + ".", known, reader);
                }
            }
            else
            {
                reader.Warn($"{key}: unknown key{NearestName.Hint(key, known)}");
            }
        }
    }
}
