using Microsoft.Extensions.Logging;

namespace ReverseProxy.Authentication;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Accepted requests are remembered in memory only, so a restart forgets them: {Path} cannot be used: {Reason}")]
    public static partial void ReplaysInMemory(ILogger logger, string path, string reason);
}
