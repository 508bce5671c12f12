using Microsoft.Extensions.Logging;

namespace ReverseProxy.Backends;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Backend {Server} of {Pool} is left out for {Seconds} s: {Reason}")]
    public static partial void Ejected(ILogger logger, string server, string pool, double seconds, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Backend {Server} of {Pool} is not well: {Reason}")]
    public static partial void Unwell(ILogger logger, string server, string pool, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Backend {Server} of {Pool} is well again")]
    public static partial void Well(ILogger logger, string server, string pool);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Which server has which job is not written to {Path}: {Reason}; a restart will forget it")]
    public static partial void OwnersInMemory(ILogger logger, string path, string reason);
}
