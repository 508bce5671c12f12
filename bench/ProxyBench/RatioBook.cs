using System.Globalization;
using System.Text.Json;

namespace ProxyBench;

/// <summary>The ratios that the repository remembers, in a file: what a new measurement must not be much worse than.</summary>
internal sealed class RatioBook(string path)
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SortedDictionary<string, double> _ratios = File.Exists(path)
        ? new(JsonSerializer.Deserialize<Dictionary<string, double>>(File.ReadAllText(path))!, StringComparer.Ordinal)
        : new(StringComparer.Ordinal);

    /// <summary>By how much a ratio may be worse than the stored one: runs on one machine differ by some percent.</summary>
    public const double Tolerance = 0.15;

    public double? this[string name] => _ratios.TryGetValue(name, out double stored) ? stored : null;

    /// <summary>Whether <paramref name="ratio"/> is worse than the stored one by more than the tolerance.</summary>
    public bool IsRegression(Ratio ratio) => this[ratio.Name] is { } stored && ratio.Of(stored) < 1 - Tolerance;

    /// <summary>Remembers these in place of what was stored of them.</summary>
    public void Store(IEnumerable<Ratio> ratios)
    {
        foreach (Ratio ratio in ratios)
        {
            _ratios[ratio.Name] = Math.Round(ratio.Value, 3);
        }

        File.WriteAllText(path, JsonSerializer.Serialize(_ratios, Layout) + "\n");
    }

    /// <summary>A line of the table that the suite ends with.</summary>
    public string Row(Ratio ratio) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {ratio.Name} | **{ratio.Value:0.00}x** | {(this[ratio.Name] is { } stored ? $"{stored:0.00}x" : "none")} | {Verdict(ratio)} |");

    private string Verdict(Ratio ratio) => this[ratio.Name] switch
    {
        null => "new",
        { } stored when IsRegression(ratio) => string.Create(CultureInfo.InvariantCulture, $"WORSE by {1 - ratio.Of(stored):P0}"),
        { } stored when ratio.Of(stored) > 1 + Tolerance => "better",
        _ => "as before",
    };
}
