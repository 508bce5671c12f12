using Microsoft.Extensions.Logging;

namespace ReverseProxy.Logging;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "headers of {Id}: {Headers}")]
    public static partial void RequestHeaders(ILogger logger, string id, string headers);

    [LoggerMessage(Level = LogLevel.Information, Message = "Background noise: {Count} refused requests of strangers in the last minute were not logged one by one: {Kinds}")]
    public static partial void Noise(ILogger logger, long count, string kinds);
}
