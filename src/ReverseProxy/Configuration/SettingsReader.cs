using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ReverseProxy.Configuration;

/// <summary>
/// Reads settings from the layers one by one. Reading a setting is also declaring it: what was asked for is the list of
/// known keys, so the code that reads the configuration is its only catalogue.
/// </summary>
internal sealed class SettingsReader(ConfigurationInput input)
{
    private readonly List<ReadSetting> _settings = [];
    private readonly List<string> _problems = [];
    private readonly List<string> _warnings = [];

    public IReadOnlyList<ReadSetting> Settings => _settings;

    public IReadOnlyList<string> Problems => _problems;

    public IReadOnlyList<string> Warnings => _warnings;

    public bool HasFile => input.FilePath is not null;

    public void Warn(string line) => _warnings.Add(line);

    public void Refuse(string key, string value, string allowed) => _problems.Add($"{key}: {value} is not allowed: {allowed}");

    /// <summary>A text. Numbers and booleans in the file count as their text, as they did for the original.</summary>
    public string Text(
        string key,
        string? variable,
        string standard,
        string description,
        Func<string, string?>? refusal = null,
        bool nullIsDefault = false,
        string kind = "text",
        bool secret = false)
    {
        RawSetting raw = Find(key, variable);
        string value = standard;
        if (raw.Text is { } text)
        {
            value = text.Trim();
        }
        else if (raw.Json is { } json)
        {
            value = TextOf(json)?.Trim() ?? standard;
            if (json.ValueKind is JsonValueKind.Null && nullIsDefault)
            {
                Warn($"{key}: null counts as not set; {Quoted(standard)} is used");
            }
            else if (json.ValueKind is JsonValueKind.Null or JsonValueKind.Array or JsonValueKind.Object)
            {
                Refuse(key, json.GetRawText(), "it takes a text");
            }
        }

        if (refusal?.Invoke(value) is { } allowed)
        {
            Refuse(key, secret ? "\"***\"" : Quoted(value), allowed);
        }

        Declare(key, variable, kind, Quoted(standard), description, Quoted(secret && value.Length > 0 ? "***" : value), raw);
        return value;
    }

    /// <summary>An integer between two bounds.</summary>
    public long Integer(
        string key,
        string? variable,
        long standard,
        string unit,
        string description,
        long minimum = 0,
        long maximum = long.MaxValue)
    {
        RawSetting raw = Find(key, variable);
        long value = standard;
        bool understood = true;
        if (raw.Text is { } text)
        {
            understood = PythonInteger.TryParse(text, out value);
        }
        else if (raw.Json is { } json)
        {
            understood = PythonInteger.TryConvert(json, out value);
        }

        string allowed = maximum == long.MaxValue ? $"it takes an integer from {minimum} up" : $"it takes an integer from {minimum} to {maximum}";
        if (!understood || value < minimum || value > maximum)
        {
            Refuse(key, raw.Written, allowed);
            value = standard;
        }

        Declare(key, variable, $"integer, {unit}", Invariant(standard), description, Invariant(value), raw);
        return value;
    }

    /// <summary>A yes or no; the texts 1, true, yes and on are yes, everything else is no, as the original had it.</summary>
    public bool Flag(string key, string? variable, bool standard, string description)
    {
        RawSetting raw = Find(key, variable);
        bool value = raw switch
        {
            { Text: { } text } => IsYes(text),
            { Json: { ValueKind: JsonValueKind.String } json } => IsYes(json.GetString()!),
            { Json: { } json } => !json.IsFalsy(),
            _ => standard,
        };
        Declare(key, variable, "true or false", standard ? "true" : "false", description, value ? "true" : "false", raw);
        return value;
    }

    /// <summary>One word of a few, whatever its case.</summary>
    public string Choice(string key, string? variable, string standard, IReadOnlyList<string> words, string description)
    {
        string read = Text(
            key,
            variable,
            standard,
            description,
            value => words.Contains(value, StringComparer.OrdinalIgnoreCase) ? null : $"it takes one of {string.Join(", ", words)}",
            kind: "one of " + string.Join(", ", words));
        return words.FirstOrDefault(word => word.Equals(read, StringComparison.OrdinalIgnoreCase)) ?? standard;
    }

    /// <summary>A list of texts: an array, or one text; in a variable, separated by commas. Blanks and repetitions are dropped.</summary>
    public IReadOnlyList<string> TextList(string key, string? variable, IReadOnlyList<string> standard, string description)
    {
        RawSetting raw = Find(key, variable);
        List<string> value = [];
        if (raw.Text is { } text)
        {
            value.AddRange(text.Split(','));
        }
        else if (raw.Json is { } json)
        {
            switch (json.ValueKind)
            {
                case JsonValueKind.Null:
                    break;
                case JsonValueKind.String:
                    value.Add(json.GetString()!);
                    break;
                case JsonValueKind.Array:
                    value.AddRange(json.EnumerateArray().Select(TextOf).OfType<string>());
                    break;
                default:
                    Refuse(key, json.GetRawText(), "it takes a list of texts");
                    break;
            }
        }
        else
        {
            value.AddRange(standard);
        }

        IReadOnlyList<string> result = [.. value.Select(item => item.Trim()).Where(item => item.Length > 0).Distinct(StringComparer.Ordinal)];
        Declare(key, variable, "list of texts", Listed(standard), description, Listed(result), raw);
        return result;
    }

    /// <summary>A part of the file that has a shape of its own; null where it is absent or null.</summary>
    public JsonElement? Json(string key, string kind, string standard, string description)
    {
        RawSetting raw = Find(key, variable: null);
        JsonElement? value = null;
        if (raw.Text is { } text)
        {
            try
            {
                value = PythonJson.Parse(System.Text.Encoding.UTF8.GetBytes(text));
            }
            catch (FormatException)
            {
                Refuse(key, Quoted(text), $"it takes {kind}, written as JSON");
            }
        }
        else if (raw.Json is { ValueKind: not JsonValueKind.Null } json)
        {
            value = json;
        }

        Declare(key, variable: null, kind, standard, description, value?.GetRawText() ?? standard, raw);
        return value;
    }

    /// <summary>The text as JSON writes it, so that what is shown can be pasted into the file.</summary>
    internal static string Quoted(string text) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";

    /// <summary>What Python's <c>str()</c> makes of a value; null for null.</summary>
    private static string? TextOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Null => null,
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        _ => json.GetRawText(),
    };

    private static bool IsYes(string text) => text.Trim().ToUpperInvariant() is "1" or "TRUE" or "YES" or "ON";

    private static string Invariant(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Listed(IReadOnlyList<string> texts) => $"[{string.Join(", ", texts.Select(Quoted))}]";

    private RawSetting Find(string key, string? variable)
    {
        if (input.CommandLine.TryGetValue(key, out string? argument))
        {
            return new(argument, null, ConfigurationLayer.CommandLine, "command line");
        }

        foreach ((IReadOnlyDictionary<string, string> variables, ConfigurationLayer layer, string where) in new[]
        {
            (input.Environment, ConfigurationLayer.Environment, "environment"),
            (input.DotEnv, ConfigurationLayer.DotEnv, ".env"),
        })
        {
            foreach (string name in VariablesOf(key, variable))
            {
                // An empty variable is one that somebody meant to leave unset.
                if (variables.TryGetValue(name, out string? text) && !string.IsNullOrWhiteSpace(text))
                {
                    return new(text, null, layer, $"{where} {name}");
                }
            }
        }

        JsonElement? json = input.File;
        foreach (string part in key.Split('.'))
        {
            json = json?.Member(part);
        }

        return json is null
            ? new(null, null, ConfigurationLayer.Default, "default")
            : new(null, json, ConfigurationLayer.File, Path.GetFileName(input.FilePath) ?? "file");
    }

    private void Declare(string key, string? variable, string kind, string standard, string description, string value, RawSetting raw) =>
        _settings.Add(new(key, VariablesOf(key, variable), kind, standard, description, value, raw.Layer, raw.Origin));

    private static string[] VariablesOf(string key, string? variable)
    {
        string systematic = "REVERSE_PROXY_" + key.Replace('.', '_').ToUpperInvariant();
        return variable is null ? [systematic] : [variable, systematic];
    }
}
