using System.Globalization;
using System.Text.Json;

namespace ReverseProxy.Configuration;

/// <summary>
/// Reads the members of one object inside a setting that has a shape of its own. As with <see cref="SettingsReader"/>,
/// asking for a member declares it; <see cref="WarnOfUnknown"/> then knows what nobody asked for.
/// </summary>
internal sealed class ObjectReader(JsonElement element, string key, SettingsReader reader)
{
    private readonly List<string> _asked = [];

    /// <summary>Whether every member asked for so far had a value that is allowed.</summary>
    public bool IsSound { get; private set; } = true;

    public bool Has(string name) => element.Member(name) is { ValueKind: not JsonValueKind.Null };

    /// <summary>A text; <paramref name="standard"/> where there is none.</summary>
    public string Text(string name, string standard, string allowed, Predicate<string>? isAllowed = null)
    {
        string? text = Find(name) switch
        {
            null => standard,
            { ValueKind: JsonValueKind.String } json => json.GetString()!.Trim(),
            _ => null,
        };
        if (text is null || !(isAllowed?.Invoke(text) ?? true))
        {
            Refuse(name, allowed);
            return standard;
        }

        return text;
    }

    /// <summary>One of a few words.</summary>
    public T Word<T>(string name, T standard, IReadOnlyDictionary<string, T> words)
    {
        if (Find(name) is not { } json)
        {
            return standard;
        }

        if (json.ValueKind is JsonValueKind.String && words.TryGetValue(json.GetString()!, out T? found))
        {
            return found;
        }

        Refuse(name, $"it takes one of {string.Join(", ", words.Keys)}");
        return standard;
    }

    public int Integer(string name, int standard, int minimum, int maximum)
    {
        if (Find(name) is not { } json)
        {
            return standard;
        }

        if (PythonInteger.TryConvert(json, out long number) && number >= minimum && number <= maximum)
        {
            return (int)number;
        }

        Refuse(name, $"it takes an integer from {minimum} to {maximum}");
        return standard;
    }

    /// <summary>A time in seconds, which may have a fraction.</summary>
    public TimeSpan Seconds(string name, TimeSpan standard, double minimum, double maximum)
    {
        if (Find(name) is not { } json)
        {
            return standard;
        }

        double seconds = 0;
        bool understood = json.ValueKind is JsonValueKind.Number
            ? json.TryGetDouble(out seconds)
            : json.ValueKind is JsonValueKind.String && double.TryParse(json.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out seconds);
        if (understood && seconds >= minimum && seconds <= maximum)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        Refuse(name, string.Create(CultureInfo.InvariantCulture, $"it takes seconds from {minimum} to {maximum}"));
        return standard;
    }

    public bool Flag(string name, bool standard)
    {
        if (Find(name) is not { } json)
        {
            return standard;
        }

        if (json.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return json.GetBoolean();
        }

        Refuse(name, "it takes true or false");
        return standard;
    }

    /// <summary>A member that is read elsewhere; null where it is absent or null.</summary>
    public JsonElement? Json(string name) => Find(name);

    public void Refuse(string name, string allowed)
    {
        IsSound = false;
        reader.Refuse($"{key}.{name}", element.Member(name)?.GetRawText() ?? "nothing", allowed);
    }

    /// <summary>Warns of members that nobody asked for.</summary>
    public void WarnOfUnknown()
    {
        foreach (string name in element.EnumerateObject().Select(member => member.Name).Except(_asked))
        {
            reader.Warn($"{key}.{name}: unknown key{NearestName.Hint(name, _asked)}");
        }
    }

    private JsonElement? Find(string name)
    {
        _asked.Add(name);
        return element.Member(name) is { ValueKind: not JsonValueKind.Null } value ? value : null;
    }
}
