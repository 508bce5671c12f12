using Microsoft.Extensions.Logging;

namespace ReverseProxy.Authentication;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Accepted requests are remembered in memory only, so a restart forgets them: {Path} cannot be used: {Reason}")]
    public static partial void ReplaysInMemory(ILogger logger, string path, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Long bodies cannot go to temporary files: those up to 8 MiB are kept in memory, longer ones get 503: {Reason}")]
    public static partial void BodyNotStored(ILogger logger, string reason);
}
