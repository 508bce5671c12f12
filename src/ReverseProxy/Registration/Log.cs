using Microsoft.Extensions.Logging;

namespace ReverseProxy.Registration;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Network {Network}, node {Endpoint}, netuid {Netuid}")]
    public static partial void Target(ILogger logger, string network, string endpoint, ushort netuid);

    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to {Endpoint}")]
    public static partial void Connected(ILogger logger, string endpoint);

    [LoggerMessage(Level = LogLevel.Information, Message = "Connection to {Endpoint} {Change}: {Reason}")]
    public static partial void ConnectionChanged(ILogger logger, string endpoint, string change, string? reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Block {Number} ({Hash}), runtime {SpecVersion}, transaction version {TransactionVersion}, metadata V{MetadataVersion}")]
    public static partial void State(ILogger logger, ulong number, string hash, uint specVersion, uint transactionVersion, byte metadataVersion);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Uid {Uid}, last commitment in block {Block}, {Used} of {Maximum} bytes used in this epoch, {Wait} blocks to wait")]
    public static partial void Standing(ILogger logger, ushort? uid, ulong? block, ulong? used, ulong? maximum, ulong wait);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Signed extrinsic {Hash} of {Bytes} bytes: nonce {Nonce}, runtime {SpecVersion}, to be included before block {Death}")]
    public static partial void Signed(ILogger logger, string hash, int bytes, uint nonce, uint specVersion, ulong death);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The node says {State} {Hash} {Detail}")]
    public static partial void Status(ILogger logger, string state, string? hash, string? detail);

    [LoggerMessage(Level = LogLevel.Information, Message = "Read {Count} commitments of netuid {Netuid}")]
    public static partial void Registry(ILogger logger, int count, ushort netuid);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Probed {Endpoint} of {Hotkey}: {State}, {Detail}")]
    public static partial void Probed(ILogger logger, string endpoint, string hotkey, string state, string detail);

    [LoggerMessage(Level = LogLevel.Trace, Message = "-> {Message}")]
    public static partial void Sent(ILogger logger, string message);

    [LoggerMessage(Level = LogLevel.Trace, Message = "<- {Message}")]
    public static partial void Received(ILogger logger, string message);
}
