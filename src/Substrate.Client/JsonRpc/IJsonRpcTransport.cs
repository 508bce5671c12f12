namespace Substrate.Client.JsonRpc;

/// <summary>How a node is reached: a WebSocket, or something scripted.</summary>
public interface IJsonRpcTransport
{
    /// <summary>Opens a channel to a node.</summary>
    /// <param name="endpoint">Where the node listens.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JsonRpcException">The node cannot be reached; the message says why.</exception>
    ValueTask<IJsonRpcChannel> ConnectAsync(Uri endpoint, CancellationToken cancellationToken);
}
