using System.Threading.Channels;

namespace Substrate.Client.JsonRpc;

/// <summary>A subscription on one connection: it ends with it. To be disposed of, which tells the node.</summary>
public sealed class JsonRpcSubscription : IAsyncDisposable
{
    /// <summary>More notifications than this waiting to be read mean that nobody reads them.</summary>
    private const int Capacity = 1024;

    private readonly Channel<JsonRpcResult> _channel;
    private readonly JsonRpcConnection _connection;
    private readonly string _method;

    internal JsonRpcSubscription(JsonRpcConnection connection, string method, string unsubscribeMethod, bool onlyLatest)
    {
        (_connection, _method, UnsubscribeMethod) = (connection, method, unsubscribeMethod);
        _channel = Channel.CreateBounded<JsonRpcResult>(new BoundedChannelOptions(onlyLatest ? 1 : Capacity)
        {
            FullMode = onlyLatest ? BoundedChannelFullMode.DropOldest : BoundedChannelFullMode.Wait,
        });
    }

    internal string UnsubscribeMethod { get; }

    /// <summary>The JSON of the id that the node gave it; null before.</summary>
    internal string? Id { get; set; }

    /// <summary>The notifications as they come, until the connection ends.</summary>
    /// <exception cref="JsonRpcException">The connection ended, or more notifications came than were read.</exception>
    public IAsyncEnumerable<JsonRpcResult> ReadAllAsync(CancellationToken cancellationToken) =>
        _channel.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Ends the subscription and tells the node so, if it is still there.</summary>
    public ValueTask DisposeAsync()
    {
        _ = _channel.Writer.TryComplete();
        _connection.Unsubscribe(this);
        return ValueTask.CompletedTask;
    }

    internal void Notify(JsonRpcMessage message)
    {
        if (message.Error.Length > 0)
        {
            Fail(message.ErrorOf(_method));
        }
        else if (!_channel.Writer.TryWrite(new JsonRpcResult(_method, message.Result)))
        {
            string why = $"{Capacity} notifications of {_method} wait to be read and no more are kept";
            Fail(new JsonRpcException(JsonRpcFailure.ConnectionLost, why));
        }
    }

    internal void Fail(JsonRpcException why) => _channel.Writer.TryComplete(why);
}
