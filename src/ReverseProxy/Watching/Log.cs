using Microsoft.Extensions.Logging;

namespace ReverseProxy.Watching;

internal static partial class Log
{
    [LoggerMessage(Message = "Watch: {Condition}: {Text}: {Fix}")]
    public static partial void Changed(ILogger logger, LogLevel level, string condition, string text, string fix);

    [LoggerMessage(Level = LogLevel.Information, Message = "Watch: {Condition} is well again: {Text}")]
    public static partial void WellAgain(ILogger logger, string condition, string text);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Watch: {Part} could not be looked at: {Reason}")]
    public static partial void NotLooked(ILogger logger, string part, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook: {Condition} could not be told: {Reason}")]
    public static partial void NotTold(ILogger logger, string condition, string reason);
}
