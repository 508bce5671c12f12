using System.Globalization;
using System.Text.Json;
using ReverseProxy.Orchestrator;

namespace ReverseProxy.Diagnosis;

/// <summary>How much alpha a miner of the subnet must have: written in the configuration, or on a page that the subnet publishes.</summary>
internal static class StakeFigure
{
    /// <summary>The figure, or why there is none.</summary>
    public static async Task<(double? Alpha, string? Failure)> ReadAsync(string written, CancellationToken cancellationToken)
    {
        if (written.Length == 0)
        {
            return (null, null);
        }

        if (double.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out double alpha))
        {
            return (alpha, null);
        }

        Uri address = new(written);
        using PublishedPage reader = new();
        (JsonElement? page, string? failure) = await reader.ReadAsync(address, cancellationToken);
        return page is not { } read
            ? (null, $"{address.Host} does not say: {failure}")
            : Find(read) is { } found ? (found, null) : (null, $"{address.Host} names no figure");
    }

    // The page's form is written down nowhere: a number, a number as text, or an object with one whose name has "alpha" in it, or with one alone.
    private static double? Find(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.String when double.TryParse(element.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number,
        JsonValueKind.Object => Find(element.EnumerateObject().Where(member => member.Name.Contains("alpha", StringComparison.OrdinalIgnoreCase))) ?? Find(element.EnumerateObject()),
        _ => null,
    };

    private static double? Find(IEnumerable<JsonProperty> members)
    {
        double[] numbers = [.. members.Select(member => Find(member.Value)).OfType<double>()];
        return numbers.Length == 1 ? numbers[0] : null;
    }
}
