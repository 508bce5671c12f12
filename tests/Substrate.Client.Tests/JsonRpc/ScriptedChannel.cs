using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Substrate.Client.JsonRpc;

namespace Substrate.Client.Tests.JsonRpc;

/// <summary>A channel whose other end is the test: it sees what is sent and says what is received.</summary>
internal sealed class ScriptedChannel(Uri endpoint) : IJsonRpcChannel
{
    private readonly Channel<string> _sent = Channel.CreateUnbounded<string>();
    private readonly Channel<string> _received = Channel.CreateUnbounded<string>();

    public Uri Endpoint => endpoint;

    public bool IsDisposed { get; private set; }

    /// <summary>Until it is completed, sending does not end.</summary>
    public TaskCompletionSource? SendingStalls { get; set; }

    public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        _ = _sent.Writer.TryWrite(Encoding.UTF8.GetString(message.Span));
        return SendingStalls is null ? ValueTask.CompletedTask : new ValueTask(SendingStalls.Task.WaitAsync(cancellationToken));
    }

    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            return Encoding.UTF8.GetBytes(await _received.Reader.ReadAsync(cancellationToken));
        }
        catch (ChannelClosedException closed)
        {
            return closed.InnerException is null ? null : throw closed.InnerException;
        }
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        _ = _received.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    /// <summary>The next message that the client sends.</summary>
    public async Task<JsonElement> NextAsync() =>
        JsonDocument.Parse(await _sent.Reader.ReadAsync(TestContext.Current.CancellationToken)).RootElement;

    /// <summary>The next message, which has to be a call of that method.</summary>
    public async Task<long> NextAsync(string method)
    {
        JsonElement call = await NextAsync();
        call.GetProperty("method").GetString().ShouldBe(method);
        return call.GetProperty("id").GetInt64();
    }

    /// <summary>Waits for a call and answers it.</summary>
    public async Task AnswerAsync(string method, string result) => Answer(await NextAsync(method), result);

    public void Answer(long id, string result) => Say($$"""{"jsonrpc":"2.0","id":{{id}},"result":{{result}}}""");

    public void Notify(string subscription, string result) =>
        Say($$$"""{"jsonrpc":"2.0","method":"notification","params":{"subscription":{{{subscription}}},"result":{{{result}}}}}""");

    public void Say(string message) => _received.Writer.TryWrite(message);

    public bool HasSentMore => _sent.Reader.Count > 0;

    /// <summary>The node closes the connection.</summary>
    public void Close() => _received.Writer.TryComplete();

    /// <summary>The connection breaks.</summary>
    public void Break(string why) => _received.Writer.TryComplete(new JsonRpcException(JsonRpcFailure.ConnectionLost, why));
}
