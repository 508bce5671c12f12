using Microsoft.Extensions.Logging;

namespace ReverseProxy.Clock;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Our clock is {Seconds} s {Direction} {ComparedWith}; {Advice}")]
    public static partial void ClockWrong(ILogger logger, double seconds, string direction, string comparedWith, string advice);

    [LoggerMessage(Level = LogLevel.Information, Message = "Our clock agrees with {ComparedWith} again")]
    public static partial void ClockRight(ILogger logger, string comparedWith);
}
