using Microsoft.Extensions.Logging;

namespace ReverseProxy.Backends;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Backend {Server} of {Pool} is left out for {Seconds} s: {Reason}")]
    public static partial void Ejected(ILogger logger, string server, string pool, double seconds, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Pool {Pool}: each server works on one job at a time, because {Route} has a deadline; backends.{Pool}.concurrency says otherwise, 0 is no limit")]
    public static partial void OneAtATime(ILogger logger, string pool, string route);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Backend {Server} of {Pool} is not well: {Reason}")]
    public static partial void Unwell(ILogger logger, string server, string pool, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Backend {Server} of {Pool} is well again")]
    public static partial void Well(ILogger logger, string server, string pool);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Backend {Server} of {Pool} took a job {Seconds} s ago and has not called back: its place is free again")]
    public static partial void JobLost(ILogger logger, string server, string pool, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Backend {Server} of {Pool} refuses connections: the {Jobs} jobs that it had acknowledged are not waited for, their places are free")]
    public static partial void JobsGone(ILogger logger, string server, string pool, int jobs);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Which server has which job is not written to {Path}: {Reason}; a restart will forget it")]
    public static partial void OwnersInMemory(ILogger logger, string path, string reason);
}
