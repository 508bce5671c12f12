using System.Text.Json;

namespace ReverseProxy.Configuration;

/// <summary>Reads the <c>routes</c> of the file.</summary>
internal static class RouteReader
{
    private static readonly string[] Members = ["path", "methods", "backend", "timeout", "auth"];
    private static readonly string[] KnownMethods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    /// <summary>The routes that a preset stands for.</summary>
    public static IEnumerable<RouteSettings> Preset(string name, TimeSpan timeout) => name switch
    {
        "dippy" =>
        [
            .. new[] { "/edit", "/sync/inference", "/sync/edit" }.Select(path => new RouteSettings(path, ["POST"], "inference", timeout, Signed: true)),
            .. new[] { "/inference/status/{id}", "/inference/result/{id}", "/edit/status/{id}", "/edit/result/{id}" }
                .Select(path => new RouteSettings(path, ["GET"], "inference", timeout, Signed: true)),
        ],
        _ => [],
    };

    public static IReadOnlyList<RouteSettings> Read(JsonElement? routes, TimeSpan standardTimeout, SettingsReader reader)
    {
        List<RouteSettings> result = [];
        if (routes is not { } list)
        {
            return result;
        }

        if (list.ValueKind is not JsonValueKind.Array)
        {
            reader.Refuse("routes", list.GetRawText(), "it takes a list of routes");
            return result;
        }

        int index = 0;
        foreach (JsonElement route in list.EnumerateArray())
        {
            if (ReadOne(route, $"routes[{index++}]", standardTimeout, reader) is { } read)
            {
                result.Add(read);
            }
        }

        return result;
    }

    private static RouteSettings? ReadOne(JsonElement route, string key, TimeSpan standardTimeout, SettingsReader reader)
    {
        if (route.ValueKind is not JsonValueKind.Object)
        {
            reader.Refuse(key, route.GetRawText(), "a route is an object with at least a path and a backend");
            return null;
        }

        foreach (JsonProperty member in route.EnumerateObject().Where(member => !Members.Contains(member.Name)))
        {
            reader.Warn($"{key}.{member.Name}: unknown key{NearestName.Hint(member.Name, Members)}");
        }

        if (route.Member("path") is not { ValueKind: JsonValueKind.String } path || !Routing.RoutePattern.TryParse(path.GetString()!, out _))
        {
            reader.Refuse($"{key}.path", route.Member("path")?.GetRawText() ?? "nothing", "it takes a path such as \"/edit\" or \"/edit/status/{id}\"");
            return null;
        }

        if (route.Member("backend") is not { ValueKind: JsonValueKind.String } backend || !IsBackend(backend.GetString()!))
        {
            reader.Refuse($"{key}.backend", route.Member("backend")?.GetRawText() ?? "nothing", "it takes \"training\", \"inference\" or an http(s) URL");
            return null;
        }

        IReadOnlyList<string>? methods = ReadMethods(route.Member("methods"));
        if (methods is null)
        {
            reader.Refuse($"{key}.methods", route.Member("methods")!.Value.GetRawText(), $"it takes a list of {string.Join(", ", KnownMethods)}");
            return null;
        }

        long seconds = (long)standardTimeout.TotalSeconds;
        if (route.Member("timeout") is { } timeout && (!PythonInteger.TryConvert(timeout, out seconds) || seconds is < 1 or > 86_400))
        {
            reader.Refuse($"{key}.timeout", timeout.GetRawText(), "it takes seconds from 1 to 86400");
            return null;
        }

        string auth = route.Member("auth") is { ValueKind: JsonValueKind.String } text ? text.GetString()! : route.Member("auth") is null ? "signed" : string.Empty;
        if (auth is not ("signed" or "public"))
        {
            reader.Refuse($"{key}.auth", route.Member("auth")!.Value.GetRawText(), "it takes \"signed\" or \"public\"");
            return null;
        }

        return new(path.GetString()!, methods, backend.GetString()!, TimeSpan.FromSeconds(seconds), auth == "signed");
    }

    private static bool IsBackend(string backend) => backend is "training" or "inference" || ServiceUrl.TryParse(backend, out _);

    private static IReadOnlyList<string>? ReadMethods(JsonElement? methods)
    {
        if (methods is not { } list)
        {
            return ["POST"];
        }

        if (list.ValueKind is not JsonValueKind.Array || list.GetArrayLength() == 0 || list.EnumerateArray().Any(item => item.ValueKind is not JsonValueKind.String))
        {
            return null;
        }

        string[] read = [.. list.EnumerateArray().Select(item => item.GetString()!.ToUpperInvariant()).Distinct()];
        return read.All(KnownMethods.Contains) ? read : null;
    }
}
