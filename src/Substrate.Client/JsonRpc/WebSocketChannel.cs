using System.Buffers;
using System.Net.WebSockets;

namespace Substrate.Client.JsonRpc;

/// <summary>One WebSocket; a message may come in many frames.</summary>
internal sealed class WebSocketChannel(WebSocket socket, int maximumMessageBytes) : IJsonRpcChannel
{
    private const int FirstBufferBytes = 4096;

    /// <summary>How long to wait for the node to say farewell.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1);

    public async ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        try
        {
            await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is WebSocketException or InvalidOperationException)
        {
            throw new JsonRpcException(JsonRpcFailure.ConnectionLost, $"the connection broke while sending: {broken.Message}", broken);
        }
    }

    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        // Rented while its length is not known. In an exception it is left behind: something might still be written to it.
        byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
        int length = 0;
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult received = await socket.ReceiveAsync(
                    buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    return null;
                }

                length += received.Count;
                if (length > maximumMessageBytes)
                {
                    throw new JsonRpcException(
                        JsonRpcFailure.MessageTooLarge, $"the node sent a message of more than {maximumMessageBytes} bytes");
                }

                if (received.EndOfMessage)
                {
                    byte[] message = buffer.AsSpan(0, length).ToArray();
                    ArrayPool<byte>.Shared.Return(buffer);
                    return message;
                }

                buffer = length == buffer.Length ? Grow(buffer) : buffer;
            }
        }
        catch (Exception broken) when (broken is WebSocketException or InvalidOperationException)
        {
            throw new JsonRpcException(JsonRpcFailure.ConnectionLost, $"the connection broke: {broken.Message}", broken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource deadline = new(CloseTimeout);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(
                    WebSocketCloseStatus.NormalClosure, statusDescription: null, deadline.Token).ConfigureAwait(false);
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or InvalidOperationException)
        {
            // It is being thrown away.
        }

        socket.Dispose();
    }

    /// <summary>Twice as large, but never far beyond what is allowed.</summary>
    private byte[] Grow(byte[] full)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(full.Length * 2L, maximumMessageBytes + 1L));
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }
}
