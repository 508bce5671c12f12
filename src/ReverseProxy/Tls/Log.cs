using Microsoft.Extensions.Logging;

namespace ReverseProxy.Tls;

internal static partial class Log
{
    [LoggerMessage(Message = "TLS certificate \"{Subject}\": {Verdict}")]
    public static partial void Verdict(ILogger logger, LogLevel level, string subject, string verdict);

    [LoggerMessage(Level = LogLevel.Error, Message = "The changed certificate is not usable, the last good one stays in force: {Problem}")]
    public static partial void ReloadRefused(ILogger logger, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "Certificate files changed and are in force")]
    public static partial void Reloaded(ILogger logger);
}
