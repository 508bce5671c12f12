using System.Globalization;
using System.Text.Json;
using ReverseProxy.Gating;

namespace ReverseProxy.Configuration;

/// <summary>Reads who comes in: the lists and <c>auth.policies</c>.</summary>
internal static class GateReader
{
    private const decimal RaoPerUnit = 1_000_000_000;

    private static readonly string[] Members = ["policy", "mode", "amount", "kind", "blocks", "max_age", "when_unknown"];

    public static GateSettings Read(SettingsReader reader)
    {
        SenderList allowed = ReadList(reader, "auth.allowed_senders", "it admits nobody", "Hotkeys that always come in; an empty list without policies lets everybody with a valid key in.");
        SenderList denied = ReadList(reader, "auth.denied_senders", "it denies nobody", "Hotkeys that never come in, unless they are allowed too.");
        ulong stake = ReadStake(reader);
        List<PolicySettings> policies = ReadPolicies(
            reader.Json("auth.policies", "list of policies", "[]", "Rules for senders that are not allowed by name: policy, mode (off, warn, enforce), and what the rule takes."), reader);
        foreach (string both in denied.Entries.Intersect(allowed.Entries))
        {
            reader.Warn($"auth.denied_senders: \"{both}\" is allowed too, so it comes in");
        }

        return new() { Allowed = allowed, Denied = denied, Policies = Complete(policies, allowed, denied, stake) };
    }

    /// <summary>Adds the rules that follow from other settings, so that no list is written in vain.</summary>
    private static List<PolicySettings> Complete(List<PolicySettings> policies, SenderList allowed, SenderList denied, ulong stake)
    {
        if (stake > 0 && policies.All(policy => policy.Kind is not PolicyKind.MinimumStake))
        {
            policies.Add(new() { Kind = PolicyKind.MinimumStake, Mode = PolicyMode.Enforce, Stake = stake });
        }

        // An allow-list shuts everybody else out, unless other rules say who else comes in.
        bool othersDecide = policies.Any(policy => policy.Mode is PolicyMode.Enforce && policy.Kind is not (PolicyKind.AllowList or PolicyKind.DenyList));
        if (!allowed.IsOpen && !othersDecide && policies.All(policy => policy.Kind is not PolicyKind.AllowList))
        {
            policies.Insert(0, new() { Kind = PolicyKind.AllowList, Mode = PolicyMode.Enforce });
        }

        if (!denied.IsOpen && policies.All(policy => policy.Kind is not PolicyKind.DenyList))
        {
            policies.Insert(0, new() { Kind = PolicyKind.DenyList, Mode = PolicyMode.Enforce });
        }

        return policies;
    }

    private static SenderList ReadList(SettingsReader reader, string key, string consequence, string description)
    {
        SenderList list = new(reader.TextList(key, null, [], description));
        foreach (string entry in list.Unreadable)
        {
            reader.Warn($"{key}: \"{entry}\" is not a valid SS58 address: {consequence}");
        }

        return list;
    }

    private static ulong ReadStake(SettingsReader reader)
    {
        decimal stake = 0;
        _ = reader.Text(
            "auth.min_stake_required",
            "MIN_STAKE_REQUIRED",
            "0",
            "Alpha that a sender must have on the subnet, in whole units; 0 asks for none. Short for a policy min_stake.",
            value => IsStake(value, out stake) ? null : "it takes a number from 0 up",
            kind: "number");
        return (ulong)(stake * RaoPerUnit);
    }

    private static bool IsStake(string text, out decimal stake)
    {
        bool allowed = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out stake) && stake is >= 0 and <= 18_000_000_000;
        stake = allowed ? stake : 0;
        return allowed;
    }

    private static List<PolicySettings> ReadPolicies(JsonElement? policies, SettingsReader reader)
    {
        List<PolicySettings> result = [];
        if (policies is not { } list)
        {
            return result;
        }

        if (list.ValueKind is not JsonValueKind.Array)
        {
            reader.Refuse("auth.policies", list.GetRawText(), "it takes a list of policies");
            return result;
        }

        int index = 0;
        foreach (JsonElement policy in list.EnumerateArray())
        {
            if (ReadPolicy(policy, $"auth.policies[{index++}]", reader) is { } read)
            {
                result.Add(read);
            }
        }

        return result;
    }

    private static PolicySettings? ReadPolicy(JsonElement policy, string key, SettingsReader reader)
    {
        if (policy.ValueKind is not JsonValueKind.Object)
        {
            reader.Refuse(key, policy.GetRawText(), "a policy is an object with at least policy and mode");
            return null;
        }

        foreach (JsonProperty member in policy.EnumerateObject().Where(member => !Members.Contains(member.Name)))
        {
            reader.Warn($"{key}.{member.Name}: unknown key{NearestName.Hint(member.Name, Members)}");
        }

        Dictionary<string, PolicyKind> kinds = Enum.GetValues<PolicyKind>().ToDictionary(PolicySettings.NameOf);
        PolicyKind? kind = Word(policy, "policy", kinds, key, reader, standard: null);
        PolicyMode? mode = Word(policy, "mode", Words(PolicyMode.Off, PolicyMode.Warn, PolicyMode.Enforce), key, reader, standard: null);
        bool? total = Word(policy, "kind", new Dictionary<string, bool> { ["alpha"] = false, ["total"] = true }, key, reader, standard: false);
        bool? admit = Word(policy, "when_unknown", new Dictionary<string, bool> { ["refuse"] = false, ["admit"] = true }, key, reader, standard: false);
        long? age = Number(policy, "max_age", key, reader);
        long? blocks = Number(policy, "blocks", key, reader);
        decimal stake = 0;
        if (policy.Member("amount") is { } amount && !IsStake(amount.ValueKind is JsonValueKind.String ? amount.GetString()! : amount.GetRawText(), out stake))
        {
            reader.Refuse($"{key}.amount", amount.GetRawText(), "it takes a number from 0 up");
            return null;
        }

        return kind is null || mode is null || total is null || admit is null ? null : new()
        {
            Kind = kind.Value,
            Mode = mode.Value,
            Stake = (ulong)(stake * RaoPerUnit),
            TotalStake = total.Value,
            Blocks = (ulong)(blocks ?? 0),
            MaximumAge = age is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            AdmitWhenUnknown = admit.Value,
        };
    }

    private static Dictionary<string, PolicyMode> Words(params PolicyMode[] modes) => modes.ToDictionary(mode => mode.ToString().ToLowerInvariant());

    private static T? Word<T>(JsonElement policy, string member, Dictionary<string, T> words, string key, SettingsReader reader, T? standard)
        where T : struct
    {
        if (policy.Member(member) is not { } value)
        {
            if (standard is null)
            {
                reader.Refuse($"{key}.{member}", "nothing", $"it takes one of {string.Join(", ", words.Keys)}");
            }

            return standard;
        }

        if (value.ValueKind is JsonValueKind.String && words.TryGetValue(value.GetString()!, out T found))
        {
            return found;
        }

        reader.Refuse($"{key}.{member}", value.GetRawText(), $"it takes one of {string.Join(", ", words.Keys)}");
        return null;
    }

    private static long? Number(JsonElement policy, string member, string key, SettingsReader reader)
    {
        if (policy.Member(member) is not { } value)
        {
            return null;
        }

        if (PythonInteger.TryConvert(value, out long number) && number is >= 0 and <= int.MaxValue)
        {
            return number;
        }

        reader.Refuse($"{key}.{member}", value.GetRawText(), "it takes an integer from 0 up");
        return null;
    }
}
