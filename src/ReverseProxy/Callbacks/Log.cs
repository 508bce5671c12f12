using Microsoft.Extensions.Logging;

namespace ReverseProxy.Callbacks;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Backends deliver results to {Url}")]
    public static partial void Listening(ILogger logger, string url);

    [LoggerMessage(Level = LogLevel.Information, Message = "Took over {Results} results to deliver and {Awaited} that are awaited from an earlier process")]
    public static partial void TakenOver(ILogger logger, int results, int awaited);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Results are not kept in {Directory}: {Reason}")]
    public static partial void SpoolFails(ILogger logger, string directory, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Result of job {Job} taken from its backend, {Bytes} bytes; it is owed to {Host}")]
    public static partial void Taken(ILogger logger, string job, long bytes, string host);

    [LoggerMessage(Level = LogLevel.Information, Message = "Result of job {Job} delivered to {Host} at try {Tries}, {Seconds} s after it came")]
    public static partial void Delivered(ILogger logger, string job, string host, int tries, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Result of job {Job} is not delivered to {Host} again: the orchestrator has the job down as done")]
    public static partial void ArrivedBefore(ILogger logger, string job, string host);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Result of job {Job} not delivered to {Host} at try {Tries}: {Reason}; the next try is in {Seconds} s")]
    public static partial void NotDelivered(ILogger logger, string job, string host, int tries, string reason, double seconds);

    [LoggerMessage(Level = LogLevel.Debug, Message = "No connection could be opened ahead to {Host}: {Reason}")]
    public static partial void NotWarm(ILogger logger, string host, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Result of job {Job} is given up: {Reason}")]
    public static partial void GivenUp(ILogger logger, string job, string reason);
}
