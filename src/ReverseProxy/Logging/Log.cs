using Microsoft.Extensions.Logging;

namespace ReverseProxy.Logging;

internal static partial class Log
{
    [LoggerMessage(
        EventName = "request",
        Message = "{Method} {Route} {Status} {Verdict} id={Id} sender={Sender} bytes={Bytes} auth_ms={AuthMs} queue_ms={QueueMs} backend_ms={BackendMs} total_ms={TotalMs}{Explanation}")]
    public static partial void Request(
        ILogger logger,
        LogLevel level,
        string method,
        string route,
        int status,
        string verdict,
        string id,
        string sender,
        long bytes,
        double authMs,
        double queueMs,
        double backendMs,
        double totalMs,
        string explanation);

    [LoggerMessage(Level = LogLevel.Information, Message = "headers of {Id}: {Headers}")]
    public static partial void RequestHeaders(ILogger logger, string id, string headers);

    [LoggerMessage(Level = LogLevel.Information, Message = "Background noise: {Count} refused requests of strangers in the last minute were not logged one by one: {Kinds}")]
    public static partial void Noise(ILogger logger, long count, string kinds);
}
