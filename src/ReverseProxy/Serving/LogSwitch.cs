using Microsoft.Extensions.Logging;

namespace ReverseProxy.Serving;

/// <summary>The level in force; it may change while the program runs.</summary>
internal sealed class LogSwitch(LogLevel level)
{
    private volatile LogLevel _level = level;

    public LogLevel Level
    {
        get => _level;
        set => _level = value;
    }

    public bool IsEnabled(LogLevel logLevel) => logLevel >= _level;
}
