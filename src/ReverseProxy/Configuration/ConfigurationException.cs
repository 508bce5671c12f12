namespace ReverseProxy.Configuration;

/// <summary>The configuration cannot be used. Each line names the setting, its value and what is allowed.</summary>
internal sealed class ConfigurationException(IReadOnlyList<string> lines) : Exception(string.Join(Environment.NewLine, lines))
{
    public ConfigurationException(string line)
        : this([line])
    {
    }

    public IReadOnlyList<string> Lines { get; } = lines;
}
