namespace Substrate.Client.JsonRpc;

/// <summary>An open channel to a node. One message is sent at a time, and one received at a time.</summary>
public interface IJsonRpcChannel : IAsyncDisposable
{
    /// <summary>Sends one message.</summary>
    /// <exception cref="JsonRpcException">The channel broke; whether the message arrived is not known.</exception>
    ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>Waits for one message.</summary>
    /// <returns>The message, whose memory belongs to the caller; null where the node closed the channel.</returns>
    /// <exception cref="JsonRpcException">The channel broke, or the message is larger than allowed.</exception>
    ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken);
}
