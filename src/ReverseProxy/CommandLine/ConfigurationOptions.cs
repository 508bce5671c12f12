using System.CommandLine;
using ReverseProxy.Configuration;

namespace ReverseProxy.CommandLine;

/// <summary>The options by which commands find and override the configuration.</summary>
internal sealed class ConfigurationOptions
{
    private readonly Option<string?> _config = new("--config", "-c")
    {
        Description = $"The configuration file, or a directory that holds config.json [default: ${ConfigurationFiles.PathVariable}, else reverse_proxy/config.json, else config.json]",
        HelpName = "FILE",
    };

    private readonly Option<string?> _host = new("--host") { Description = "Overrides server.host", HelpName = "ADDRESS" };
    private readonly Option<string?> _port = new("--port") { Description = "Overrides server.port", HelpName = "PORT" };
    private readonly Option<string?> _logLevel = new("--log-level") { Description = "Overrides server.log_level", HelpName = "LEVEL" };

    public void AddTo(Command command)
    {
        command.Options.Add(_config);
        command.Options.Add(_host);
        command.Options.Add(_port);
        command.Options.Add(_logLevel);
    }

    /// <summary>Reads the configuration that the command line asks for; called again on every change.</summary>
    public Func<ConfigurationReading> Reader(ParseResult result)
    {
        string? path = result.GetValue(_config);
        Dictionary<string, string> overrides = new(StringComparer.Ordinal);
        Override("server.host", _host);
        Override("server.port", _port);
        Override("server.log_level", _logLevel);
        return () => ConfigurationReader.Read(ConfigurationFiles.Read(path, overrides));

        void Override(string key, Option<string?> option)
        {
            if (result.GetValue(option) is { } value)
            {
                overrides[key] = value;
            }
        }
    }
}
