using Substrate.Client.JsonRpc;

namespace ReverseProxy.Tests.Registration;

/// <summary>Counts the messages to a node.</summary>
internal sealed class CountingTransport : IJsonRpcTransport
{
    private readonly WebSocketTransport _transport = new(64 * 1024 * 1024);
    private int _sent;

    public int Sent => _sent;

    public async ValueTask<IJsonRpcChannel> ConnectAsync(Uri endpoint, CancellationToken cancellationToken) =>
        new Channel(await _transport.ConnectAsync(endpoint, cancellationToken), this);

    private sealed class Channel(IJsonRpcChannel channel, CountingTransport counter) : IJsonRpcChannel
    {
        public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            _ = Interlocked.Increment(ref counter._sent);
            return channel.SendAsync(message, cancellationToken);
        }

        public ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken) => channel.ReceiveAsync(cancellationToken);

        public ValueTask DisposeAsync() => channel.DisposeAsync();
    }
}
