using System.Text;
using Microsoft.Extensions.Logging;
using Substrate.Client.JsonRpc;

namespace ReverseProxy.Registration;

/// <summary>Tells every message from and to a node, for <c>--logging.trace</c>; those of metadata are megabytes, and are cut.</summary>
internal sealed class TracedTransport(IJsonRpcTransport transport, ILogger logger) : IJsonRpcTransport
{
    private const int ShownBytes = 1000;

    public async ValueTask<IJsonRpcChannel> ConnectAsync(Uri endpoint, CancellationToken cancellationToken) =>
        new Channel(await transport.ConnectAsync(endpoint, cancellationToken), logger);

    private static string Shown(ReadOnlyMemory<byte> message) => message.Length <= ShownBytes
        ? Encoding.UTF8.GetString(message.Span)
        : $"{Encoding.UTF8.GetString(message.Span[..ShownBytes])}... ({message.Length} bytes)";

    private sealed class Channel(IJsonRpcChannel channel, ILogger logger) : IJsonRpcChannel
    {
        public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            Log.Sent(logger, Shown(message));
            return channel.SendAsync(message, cancellationToken);
        }

        public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken)
        {
            ReadOnlyMemory<byte>? message = await channel.ReceiveAsync(cancellationToken);
            Log.Received(logger, message is { } received ? Shown(received) : "the node closed the connection");
            return message;
        }

        public ValueTask DisposeAsync() => channel.DisposeAsync();
    }
}
