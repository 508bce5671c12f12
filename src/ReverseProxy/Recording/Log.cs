using Microsoft.Extensions.Logging;

namespace ReverseProxy.Recording;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Flight recorder: trails are not kept in {Directory}, so `explain` will not find these requests: {Reason}")]
    public static partial void NotKept(ILogger logger, string directory, string reason);
}
