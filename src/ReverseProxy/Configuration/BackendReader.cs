using System.Text.Json;

namespace ReverseProxy.Configuration;

/// <summary>Reads <c>backends</c>: the named pools. The two service URLs are pools of one server.</summary>
internal static class BackendReader
{
    private static readonly Dictionary<string, BalancingPolicy> Policies = new()
    {
        ["power-of-two-choices"] = BalancingPolicy.PowerOfTwoChoices,
        ["round-robin"] = BalancingPolicy.RoundRobin,
        ["random"] = BalancingPolicy.Random,
        ["first"] = BalancingPolicy.First,
        ["least-requests"] = BalancingPolicy.LeastRequests,
        ["least-queued"] = BalancingPolicy.LeastQueued,
    };

    /// <summary>The policy's name in configuration and status.</summary>
    public static string NameOf(BalancingPolicy policy) => Policies.First(pair => pair.Value == policy).Key;

    public static IReadOnlyDictionary<string, PoolSettings> Read(SettingsReader reader, ServicesSettings services)
    {
        Dictionary<string, PoolSettings> pools = new()
        {
            ["training"] = One("training", services.TrainingServerUrl, services),
            ["inference"] = One("inference", services.InferenceServerUrl, services),
        };
        JsonElement? written = reader.Json("backends", "JSON object", "{}", "Pools of backend servers by name (docs/backends.md); training and inference replace the service URLs.");
        if (written is not { } section)
        {
            return pools;
        }

        if (section.ValueKind is not JsonValueKind.Object)
        {
            reader.Refuse("backends", section.GetRawText(), "it takes an object of pools by name");
            return pools;
        }

        foreach (string name in section.EnumerateObject().Select(member => member.Name).Distinct())
        {
            if (ReadPool(name, section.Member(name)!.Value, services, reader) is { } pool)
            {
                pools[name] = pool;
                WarnOfBoth(name, reader);
            }
        }

        return pools;
    }

    /// <summary>
    /// Gives pools that are named in <c>backends</c>, say nothing of their concurrency and serve a route with a deadline one
    /// job at a time, for such routes lead to GPUs (docs/decisions/0040).
    /// </summary>
    public static IReadOnlyDictionary<string, PoolSettings> WithStandardConcurrency(
        IReadOnlyDictionary<string, PoolSettings> pools, IReadOnlyList<RouteSettings> routes, SettingsReader reader)
    {
        return pools.ToDictionary(pool => pool.Key, pool => With(pool.Value));

        PoolSettings With(PoolSettings pool)
        {
            if (pool.IsConcurrencyOpen && routes.FirstOrDefault(route => route is not { Deadline: null, FinishWithin: null } && LeadsTo(route, pool.Name)) is { } gpu)
            {
                return pool with { Concurrency = 1, ConcurrencyIsFor = gpu.Path };
            }

            if (pool is { Concurrency: 0, IsQueueGiven: true })
            {
                reader.Warn($"backends.{pool.Name}.queue: without backends.{pool.Name}.concurrency nobody waits");
            }

            return pool;
        }
    }

    private static bool LeadsTo(RouteSettings route, string pool) => route.Backend == pool || route.Choices.Any(choice => choice.Pools.Values.Contains(pool));

    /// <summary>The pool that a URL stands for.</summary>
    public static PoolSettings One(string name, string url, ServicesSettings services) =>
        new() { Name = name, Servers = [new(url)], ConnectRetryBudget = services.ConnectRetryBudget };

    private static void WarnOfBoth(string pool, SettingsReader reader)
    {
        string key = $"services.{pool}_server_url";
        if (reader.Settings.FirstOrDefault(setting => setting.Key == key) is { Layer: not ConfigurationLayer.Default })
        {
            reader.Warn($"{key}: backends.{pool} takes its place");
        }
    }

    private static PoolSettings? ReadPool(string name, JsonElement pool, ServicesSettings services, SettingsReader reader)
    {
        string key = $"backends.{name}";
        if (name.Length == 0 || name.Contains("://", StringComparison.Ordinal))
        {
            reader.Refuse(key, SettingsReader.Quoted(name), "a pool's name is a word");
            return null;
        }

        if (pool.ValueKind is JsonValueKind.String or JsonValueKind.Array)
        {
            // Short for a pool of which nothing but the servers is said.
            return ReadServers(pool, key, reader) is { } listed
                ? new() { Name = name, Servers = listed, ConnectRetryBudget = services.ConnectRetryBudget, IsConcurrencyOpen = true }
                : null;
        }

        if (pool.ValueKind is not JsonValueKind.Object)
        {
            reader.Refuse(key, pool.GetRawText(), "a pool is an object with at least servers");
            return null;
        }

        ObjectReader members = new(pool, key, reader);
        IReadOnlyList<PoolServerSettings>? servers = ReadServers(members.Json("servers") ?? default, key + ".servers", reader);
        PoolSettings settings = new()
        {
            Name = name,
            Servers = servers ?? [],
            Policy = members.Word("policy", BalancingPolicy.PowerOfTwoChoices, Policies),
            ConnectRetryBudget = members.Seconds("connect_retry_budget", services.ConnectRetryBudget, 0, 3_600),
            Concurrency = members.Integer("concurrency", 0, 0, 100_000),
            IsConcurrencyOpen = !members.Has("concurrency"),
            IsQueueGiven = members.Has("queue"),
            Queue = members.Integer("queue", 16, 0, 100_000),
            Health = ReadHealth(members.Json("health"), key + ".health", reader),
            Ejection = ReadEjection(members.Json("ejection"), key + ".ejection", reader),
        };
        members.WarnOfUnknown();
        return members.IsSound && servers is not null ? settings : null;
    }

    private static List<PoolServerSettings>? ReadServers(JsonElement servers, string key, SettingsReader reader)
    {
        JsonElement[] list = servers.ValueKind switch
        {
            JsonValueKind.Array => [.. servers.EnumerateArray()],
            JsonValueKind.String or JsonValueKind.Object => [servers],
            _ => [],
        };
        List<PoolServerSettings> result = [];
        foreach (JsonElement server in list)
        {
            ObjectReader? members = server.ValueKind is JsonValueKind.Object ? new(server, key, reader) : null;
            string url = members?.Text("url", string.Empty, "it takes an http(s) URL") ?? (server.ValueKind is JsonValueKind.String ? server.GetString()!.Trim() : string.Empty);
            int weight = members?.Integer("weight", 1, 1, 1_000) ?? 1;
            members?.WarnOfUnknown();
            if (!ServiceUrl.TryParse(url, out _))
            {
                reader.Refuse(key, server.GetRawText(), "a server is an http(s) URL, or an object with url and weight");
                return null;
            }

            if (result.Any(other => other.Url.TrimEnd('/') == url.TrimEnd('/')))
            {
                reader.Refuse(key, SettingsReader.Quoted(url), "it takes each server once; its weight says how much it gets");
                return null;
            }

            result.Add(new(url, weight));
        }

        if (result.Count == 0)
        {
            reader.Refuse(key, servers.ValueKind is JsonValueKind.Undefined ? "nothing" : servers.GetRawText(), "it takes a list of http(s) URLs");
            return null;
        }

        return result;
    }

    private static HealthSettings? ReadHealth(JsonElement? health, string key, SettingsReader reader)
    {
        if (health is not { } written)
        {
            return null;
        }

        if (written.ValueKind is not JsonValueKind.Object)
        {
            reader.Refuse(key, written.GetRawText(), "it takes an object with at least path");
            return null;
        }

        HealthSettings standard = new() { Path = "/health" };
        ObjectReader members = new(written, key, reader);
        HealthSettings settings = new()
        {
            Path = members.Text("path", standard.Path, "it takes a path that begins with /", path => path.StartsWith('/')),
            Interval = members.Seconds("interval", standard.Interval, 0.05, 3_600),
            Timeout = members.Seconds("timeout", standard.Timeout, 0.05, 60),
            Statuses = ReadStatuses(members, standard.Statuses),
            Field = Given(members.Text("field", string.Empty, "it takes names joined by dots")),
            Values = ReadValues(members, standard.Values),
            QueueField = Given(members.Text("queue_field", string.Empty, "it takes names joined by dots")),
            UnhealthyAfter = members.Integer("unhealthy_after", standard.UnhealthyAfter, 1, 1_000),
            HealthyAfter = members.Integer("healthy_after", standard.HealthyAfter, 1, 1_000),
        };
        members.WarnOfUnknown();
        return members.IsSound ? settings : null;
    }

    private static EjectionSettings ReadEjection(JsonElement? ejection, string key, SettingsReader reader)
    {
        EjectionSettings standard = new();
        if (ejection is not { } written)
        {
            return standard;
        }

        if (written.ValueKind is not JsonValueKind.Object)
        {
            reader.Refuse(key, written.GetRawText(), "it takes an object of settings");
            return standard;
        }

        ObjectReader members = new(written, key, reader);
        EjectionSettings settings = new()
        {
            Failures = members.Integer("failures", standard.Failures, 0, 1_000),
            Time = members.Seconds("time", standard.Time, 0.05, 86_400),
            MaximumTime = members.Seconds("maximum_time", standard.MaximumTime, 0.05, 86_400),
            CountServerErrors = members.Flag("count_server_errors", standard.CountServerErrors),
        };
        members.WarnOfUnknown();
        return settings;
    }

    private static IReadOnlyList<int> ReadStatuses(ObjectReader members, IReadOnlyList<int> standard)
    {
        if (members.Json("status") is not { } written)
        {
            return standard;
        }

        JsonElement[] list = written.ValueKind is JsonValueKind.Array ? [.. written.EnumerateArray()] : [written];
        List<int> statuses = [];
        foreach (JsonElement status in list)
        {
            if (status.ValueKind is not JsonValueKind.Number || !status.TryGetInt32(out int number) || number is < 100 or > 599)
            {
                members.Refuse("status", "it takes an HTTP status or a list of them");
                return standard;
            }

            statuses.Add(number);
        }

        return statuses;
    }

    private static IReadOnlyList<string> ReadValues(ObjectReader members, IReadOnlyList<string> standard)
    {
        if (members.Json("equals") is not { } written)
        {
            return standard;
        }

        JsonElement[] list = written.ValueKind is JsonValueKind.Array ? [.. written.EnumerateArray()] : [written];
        return [.. list.Select(value => value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText())];
    }

    private static string? Given(string text) => text.Length == 0 ? null : text;
}
