using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReverseProxy.Configuration;

/// <summary>
/// The two shapes of a <c>/capacity</c> answer that orchestrators have understood: lists of names by kind of work, and a
/// flat map of names to booleans.
/// </summary>
internal static class CapacityShape
{
    public const string AsWritten = "as-written";
    public const string Lists = "lists";
    public const string Flat = "flat";

    /// <summary>The README's answer.</summary>
    public const string Standard = """{"inference":["base"],"training":["H100pcie"]}""";

    /// <summary>Whether every member is a boolean: the only shape that subnet 11's orchestrator accepts.</summary>
    public static bool IsFlat(JsonElement capacity) =>
        capacity.EnumerateObject().All(member => member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False);

    /// <summary>Converts one shape into the other; an answer that is neither stays as it is.</summary>
    public static JsonElement Convert(JsonElement capacity, string format)
    {
        bool flat = IsFlat(capacity);
        bool lists = !flat && capacity.EnumerateObject().All(IsListOfNames);
        return format switch
        {
            Flat when lists => ToFlat(capacity),
            Lists when flat => ToLists(capacity),
            _ => capacity,
        };
    }

    private static bool IsListOfNames(JsonProperty member) =>
        member.Value.ValueKind is JsonValueKind.Array
        && member.Value.EnumerateArray().All(name => name.ValueKind is JsonValueKind.String);

    private static JsonElement ToFlat(JsonElement lists)
    {
        JsonObject flat = [];
        foreach (JsonElement name in lists.EnumerateObject().SelectMany(member => member.Value.EnumerateArray()))
        {
            flat[name.GetString()!] = true;
        }

        return Element(flat);
    }

    private static JsonElement ToLists(JsonElement flat)
    {
        JsonNode?[] inference = [.. flat.EnumerateObject().Where(member => member.Value.GetBoolean()).Select(member => JsonValue.Create(member.Name))];
        return Element(new JsonObject { ["inference"] = new JsonArray(inference), ["training"] = new JsonArray() });
    }

    private static JsonElement Element(JsonObject value)
    {
        using JsonDocument document = JsonDocument.Parse(value.ToJsonString());
        return document.RootElement.Clone();
    }
}
