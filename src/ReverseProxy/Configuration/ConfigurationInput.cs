using System.Text.Json;

namespace ReverseProxy.Configuration;

/// <summary>The raw layers, before any setting is read from them.</summary>
internal sealed record ConfigurationInput
{
    /// <summary>The file's content; undefined where there is no file.</summary>
    public JsonElement File { get; init; }

    /// <summary>The file's path, where there is one.</summary>
    public string? FilePath { get; init; }

    /// <summary>The <c>.env</c> file's variables.</summary>
    public IReadOnlyDictionary<string, string> DotEnv { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The environment's variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Settings given on the command line, by key.</summary>
    public IReadOnlyDictionary<string, string> CommandLine { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
