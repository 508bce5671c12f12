using System.Net.WebSockets;

namespace Substrate.Client.JsonRpc;

/// <summary>Reaches nodes over WebSockets.</summary>
/// <param name="maximumMessageBytes">The largest message that is accepted.</param>
public sealed class WebSocketTransport(int maximumMessageBytes) : IJsonRpcTransport
{
    /// <summary>Pings keep routers from forgetting the connection, and their missing answers betray one that is gone.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public async ValueTask<IJsonRpcChannel> ConnectAsync(Uri endpoint, CancellationToken cancellationToken)
    {
        ClientWebSocket socket = new();
        socket.Options.KeepAliveInterval = KeepAlive;
        socket.Options.KeepAliveTimeout = KeepAlive;
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken).ConfigureAwait(false);
            return new WebSocketChannel(socket, maximumMessageBytes);
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }
        catch (Exception failure)
        {
            socket.Dispose();
            throw new JsonRpcException(JsonRpcFailure.NotConnected, Innermost(failure).Message, failure);
        }
    }

    /// <summary>The outer exceptions say "unable to connect", the innermost says why.</summary>
    private static Exception Innermost(Exception failure) => failure.InnerException is null ? failure : Innermost(failure.InnerException);
}
