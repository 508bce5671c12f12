using Microsoft.Extensions.Logging;

namespace ReverseProxy.SharedState;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Shared store joined; it was told of {Told} requests accepted lately")]
    public static partial void Joined(ILogger logger, int told);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Shared store is away or slow, this replica goes on with its own memory: {Reason}. Until it is back, a captured request could be used once per replica")]
    public static partial void Left(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Shared store cannot be joined, this replica goes on with its own memory: {Reason}. Until it is there, a captured request could be used once per replica")]
    public static partial void NotJoined(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Shared store is still away: {Reason}")]
    public static partial void StillAway(ILogger logger, string reason);
}
