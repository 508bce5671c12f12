using System.Text.Json;

namespace ReverseProxy.Configuration;

/// <summary>Reads the <c>routes</c> of the file.</summary>
internal static class RouteReader
{
    // What the orchestrator of subnet 11 waits for an acknowledgement is 20 s and 60 s: the truth comes before it hangs up.
    private static readonly TimeSpan DippyInference = TimeSpan.FromSeconds(18);
    private static readonly TimeSpan DippyEdit = TimeSpan.FromSeconds(55);

    private static readonly string[] KnownMethods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    private static readonly Dictionary<string, bool> BusyUntil = new() { ["answer"] = false, ["callback"] = true };

    private static readonly Dictionary<string, bool> Auth = new() { ["signed"] = true, ["public"] = false };

    /// <summary>The routes that a preset stands for.</summary>
    public static IEnumerable<RouteSettings> Preset(string name, TimeSpan timeout) => name switch
    {
        "dippy" =>
        [
            new("/inference", ["POST"], "inference", timeout, Signed: true) { Deadline = DippyInference, AsyncHandoff = true },
            new("/edit", ["POST"], "inference", timeout, Signed: true) { Deadline = DippyEdit, AsyncHandoff = true },
            .. new[] { "/sync/inference", "/sync/edit" }.Select(path => new RouteSettings(path, ["POST"], "inference", timeout, Signed: true)),
            .. new[] { "/inference/status/{id}", "/inference/result/{id}", "/edit/status/{id}", "/edit/result/{id}" }
                .Select(path => new RouteSettings(path, ["GET"], "inference", timeout, Signed: true)),
        ],
        _ => [],
    };

    public static IReadOnlyList<RouteSettings> Read(
        JsonElement? routes, TimeSpan standardTimeout, IReadOnlyCollection<string> pools, SettingsReader reader, bool insurable)
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
            if (ReadOne(route, $"routes[{index++}]", standardTimeout, pools, reader, insurable) is { } read)
            {
                result.Add(read);
            }
        }

        return result;
    }

    private static RouteSettings? ReadOne(
        JsonElement route, string key, TimeSpan standardTimeout, IReadOnlyCollection<string> pools, SettingsReader reader, bool insurable)
    {
        if (route.ValueKind is not JsonValueKind.Object)
        {
            reader.Refuse(key, route.GetRawText(), "a route is an object with at least a path and a backend");
            return null;
        }

        ObjectReader members = new(route, key, reader);
        string path = members.Text(
            "path", string.Empty, "it takes a path such as \"/edit\" or \"/edit/status/{id}\"", text => Routing.RoutePattern.TryParse(text, out _));
        IReadOnlyList<string> methods = ReadMethods(members);
        string backend = members.Text("backend", string.Empty, AllowedBackends(pools), name => IsBackend(name, pools));
        bool insures = members.Flag("callback_insurance", false);
        RouteSettings settings = new(
            path,
            methods,
            backend,
            TimeSpan.FromSeconds(members.Integer("timeout", (int)standardTimeout.TotalSeconds, 1, 86_400)),
            members.Word("auth", true, Auth))
        {
            Choices = ReadChoices(members, key, pools, reader),
            IdempotentBy = members.Text("idempotent_by", string.Empty, "it takes the name of a field of the JSON body") is { Length: > 0 } field ? field : null,
            Deadline = members.Has("deadline") ? members.Seconds("deadline", TimeSpan.Zero, 0.1, 86_400) : null,
            AsyncHandoff = members.Flag("async_handoff", false),
            FinishWithin = members.Has("finish_within") ? members.Seconds("finish_within", TimeSpan.Zero, 0.1, 86_400) : null,
            InsuresCallback = insures,
            IsBusyUntilCallback = members.Word("busy_until", insures, BusyUntil),
            LostAfter = members.Seconds("lost_after", TimeSpan.FromSeconds(120), 1, 86_400),
        };
        if (settings is { IsBusyUntilCallback: true, InsuresCallback: false })
        {
            members.Refuse("busy_until", "callback takes callback_insurance beside it: else nobody learns that a job has ended");
        }

        if (settings.InsuresCallback && !insurable)
        {
            members.Refuse("callback_insurance", "it needs callbacks.listen: where backends deliver the results");
        }

        if (settings is { AsyncHandoff: true, Deadline: null })
        {
            members.Refuse("async_handoff", "it takes a deadline beside it: the seconds after which the caller is told the truth");
        }

        _ = members.Json("deadline");
        _ = members.Json("finish_within");
        members.WarnOfUnknown();
        return members.IsSound ? settings : null;
    }

    private static List<PoolChoice> ReadChoices(ObjectReader members, string key, IReadOnlyCollection<string> pools, SettingsReader reader)
    {
        const string Allowed = "it takes a list of objects, each with a field or a header, and pools: values and the names of pools";
        List<PoolChoice> result = [];
        if (members.Json("choose") is not { } written)
        {
            return result;
        }

        foreach (JsonElement choice in written.ValueKind is JsonValueKind.Array ? written.EnumerateArray().ToArray() : [written])
        {
            if (choice.ValueKind is not JsonValueKind.Object)
            {
                members.Refuse("choose", Allowed);
                return result;
            }

            ObjectReader parts = new(choice, key + ".choose", reader);
            string field = parts.Text("field", string.Empty, "it takes names joined by dots");
            string header = parts.Text("header", string.Empty, "it takes the name of a header");
            Dictionary<string, string> byValue = new(StringComparer.Ordinal);
            if (parts.Json("pools") is { ValueKind: JsonValueKind.Object } values)
            {
                foreach (JsonProperty value in values.EnumerateObject())
                {
                    byValue[value.Name] = value.Value.ValueKind is JsonValueKind.String ? value.Value.GetString()! : string.Empty;
                }
            }

            parts.WarnOfUnknown();
            if (field.Length == 0 == (header.Length == 0) || byValue.Count == 0 || !parts.IsSound)
            {
                members.Refuse("choose", Allowed);
            }
            else if (byValue.Values.FirstOrDefault(pool => !pools.Contains(pool)) is { } unknown)
            {
                members.Refuse("choose", $"there is no pool {SettingsReader.Quoted(unknown)}{NearestName.Hint(unknown, pools)}");
            }
            else
            {
                result.Add(new(field.Length > 0 ? field : null, header.Length > 0 ? header : null, byValue));
            }
        }

        return result;
    }

    private static string AllowedBackends(IEnumerable<string> pools) => $"it takes a pool ({string.Join(", ", pools.Select(SettingsReader.Quoted))}) or an http(s) URL";

    private static bool IsBackend(string backend, IReadOnlyCollection<string> pools) => pools.Contains(backend) || ServiceUrl.TryParse(backend, out _);

    private static IReadOnlyList<string> ReadMethods(ObjectReader members)
    {
        if (members.Json("methods") is not { } list)
        {
            return ["POST"];
        }

        if (list.ValueKind is JsonValueKind.Array && list.GetArrayLength() > 0 && list.EnumerateArray().All(item => item.ValueKind is JsonValueKind.String))
        {
            string[] read = [.. list.EnumerateArray().Select(item => item.GetString()!.ToUpperInvariant()).Distinct()];
            if (read.All(KnownMethods.Contains))
            {
                return read;
            }
        }

        members.Refuse("methods", $"it takes a list of {string.Join(", ", KnownMethods)}");
        return ["POST"];
    }
}
