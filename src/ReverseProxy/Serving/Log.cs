using Microsoft.Extensions.Logging;

namespace ReverseProxy.Serving;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Request {Id} failed inside the gateway")]
    public static partial void Unhandled(ILogger logger, string id, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Starting Bittensor Miner Reverse Proxy {Version}")]
    public static partial void Starting(ILogger logger, string version);

    [LoggerMessage(Level = LogLevel.Information, Message = "Loaded configuration from {Source}")]
    public static partial void Loaded(ILogger logger, string source);

    [LoggerMessage(Level = LogLevel.Information, Message = "Miner hotkey {Hotkey}; {Senders}")]
    public static partial void Identity(ILogger logger, string hotkey, string senders);

    [LoggerMessage(Level = LogLevel.Information, Message = "Serving on {Address}")]
    public static partial void Serving(ILogger logger, string address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Warning}")]
    public static partial void Warning(ILogger logger, string warning);

    [LoggerMessage(Level = LogLevel.Information, Message = "Swept {Count} temporary files that an earlier process left in {Directory}")]
    public static partial void Swept(ILogger logger, int count, string directory);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping: no new connections; running requests have {Seconds} s to end")]
    public static partial void Stopping(ILogger logger, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Configuration changed: {Changes}")]
    public static partial void Reloaded(ILogger logger, string changes);

    [LoggerMessage(Level = LogLevel.Information, Message = "Configuration file changed, but no setting did")]
    public static partial void ReloadedSame(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Key} changed to {Value}: this takes effect after a restart")]
    public static partial void NeedsRestart(ILogger logger, string key, string value);

    [LoggerMessage(Level = LogLevel.Error, Message = "The changed configuration is not usable, the last good one stays in force: {Problem}")]
    public static partial void ReloadRefused(ILogger logger, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "Warmed up in {Seconds} s")]
    public static partial void WarmedUp(ILogger logger, double seconds);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Not warmed up: {Reason}")]
    public static partial void NotWarmedUp(ILogger logger, string reason);
}
