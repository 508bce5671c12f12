using Microsoft.Extensions.Logging;

namespace ReverseProxy.Gating;

internal static partial class Log
{
    [LoggerMessage(Message = "Subnet {Netuid} as of block {Block} from {Endpoint}: {Neurons} neurons, {Permits} with a validator permit")]
    public static partial void SubnetRead(ILogger logger, LogLevel level, ushort netuid, ulong block, string? endpoint, int neurons, int permits);

    [LoggerMessage(Level = LogLevel.Information, Message = "Subnet {Netuid} as of block {Block} was on disk, {Age} old; the chain is asked now")]
    public static partial void SubnetRestored(ILogger logger, ushort netuid, ulong block, TimeSpan age);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The subnet's state on disk cannot be used and is left aside: {Reason}")]
    public static partial void SubnetNotRestored(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The subnet's state cannot be kept, so a restart while the chain is down would not know it: {Path}: {Reason}")]
    public static partial void SubnetNotKept(ILogger logger, string path, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Subnet {Netuid} could not be read from the chain: {Reason}; {Known}")]
    public static partial void SubnetUnread(ILogger logger, ushort netuid, string reason, string known);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Our clock could not be compared with the chain's: {Reason}")]
    public static partial void NoBlocksForClock(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The subnet still cannot be read from the chain: {Reason}")]
    public static partial void SubnetStillUnread(ILogger logger, string reason);
}
