using System.Text.Json;

namespace ReverseProxy.Configuration;

/// <summary>A setting as a layer holds it: a text from a variable or the command line, or a value from the file, or neither.</summary>
internal readonly record struct RawSetting(string? Text, JsonElement? Json, ConfigurationLayer Layer, string Origin)
{
    /// <summary>The value as it was written.</summary>
    public string Written => Text is null ? Json?.GetRawText() ?? "nothing" : SettingsReader.Quoted(Text);
}
