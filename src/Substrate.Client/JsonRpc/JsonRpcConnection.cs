using System.Buffers;
using System.Text.Json;

namespace Substrate.Client.JsonRpc;

/// <summary>One connection to a node: many calls in flight, answered in any order, and subscriptions. It ends once, for good.</summary>
internal sealed class JsonRpcConnection : IAsyncDisposable
{
    private readonly CallTable _calls = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly CancellationTokenSource _lifetime = new();
    private readonly IJsonRpcChannel _channel;
    private readonly JsonRpcOptions _options;
    private readonly Task _receiving;

    public JsonRpcConnection(Uri endpoint, IJsonRpcChannel channel, JsonRpcOptions options)
    {
        (Endpoint, _channel, _options) = (endpoint, channel, options);
        Lifetime = _lifetime.Token;
        _receiving = Task.Run(ReceiveAllAsync);
    }

    public Uri Endpoint { get; }

    /// <summary>Why the connection ended; null while it has not.</summary>
    public string? Ended => _calls.Ended;

    /// <summary>True once the node has refused a batch.</summary>
    public bool RefusesBatches => _calls.RefusesBatches;

    /// <summary>Cancelled when the connection ends.</summary>
    public CancellationToken Lifetime { get; }

    public async Task<JsonRpcResult> CallAsync(JsonRpcRequest request, CancellationToken cancellationToken)
    {
        PendingCall call = _calls.Add(request, subscription: null);
        JsonRpcAnswer[] answers = await SendAndWaitAsync([call], request.Encode(call.Id), cancellationToken).ConfigureAwait(false);
        return answers[0].Result;
    }

    /// <summary>Sends several calls in one message.</summary>
    public Task<JsonRpcAnswer[]> CallAllAsync(IReadOnlyList<JsonRpcRequest> requests, CancellationToken cancellationToken)
    {
        PendingCall[] calls = [.. requests.Select(request => _calls.Add(request, subscription: null))];
        ArrayBufferWriter<byte> message = new();
        using (Utf8JsonWriter writer = new(message))
        {
            writer.WriteStartArray();
            foreach (PendingCall call in calls)
            {
                call.Batch = calls;
                call.Request.Write(writer, call.Id);
            }

            writer.WriteEndArray();
        }

        return SendAndWaitAsync(calls, message.WrittenMemory, cancellationToken);
    }

    public async Task<JsonRpcSubscription> SubscribeAsync(
        JsonRpcRequest request, string unsubscribeMethod, bool onlyLatest, CancellationToken cancellationToken)
    {
        JsonRpcSubscription subscription = new(this, request.Method, unsubscribeMethod, onlyLatest);
        PendingCall call = _calls.Add(request, subscription);
        JsonRpcAnswer[] answers = await SendAndWaitAsync([call], request.Encode(call.Id), cancellationToken).ConfigureAwait(false);
        _ = answers[0].Result;
        return subscription;
    }

    /// <summary>Forgets a subscription and tells the node so, without waiting for what it says.</summary>
    public void Unsubscribe(JsonRpcSubscription subscription)
    {
        if (_calls.Remove(subscription))
        {
            _ = TellAsync(new JsonRpcRequest(subscription.UnsubscribeMethod, JsonRpcArgument.Raw(subscription.Id!)));
        }
    }

    /// <summary>Breaks the connection off: everything that waits fails with the reason.</summary>
    public void Abort(string why)
    {
        if (_calls.End(Endpoint, why))
        {
            _lifetime.Cancel();
            _options.Observer?.Invoke(new ConnectionChange(Endpoint, ConnectionChangeKind.Lost, why));
        }
    }

    /// <summary>Takes leave of the node.</summary>
    public async ValueTask DisposeAsync()
    {
        _ = _calls.End(Endpoint, "it was closed");
        await _channel.DisposeAsync().ConfigureAwait(false);
        await _lifetime.CancelAsync().ConfigureAwait(false);
        await _receiving.ConfigureAwait(false);
        _lifetime.Dispose();
    }

    private async Task<JsonRpcAnswer[]> SendAndWaitAsync(
        PendingCall[] calls, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = new(_options.CallTimeout, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        Task<JsonRpcAnswer[]> completion = Task.WhenAll(calls.Select(call => call.Completion));
        try
        {
            await SendAsync(calls, message, either.Token).ConfigureAwait(false);
            _ = await completion.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The answer may have come in the moment in which the time ran out.
            if (!completion.IsCompleted && !Array.TrueForAll(calls, call => call.Completion.IsCompleted))
            {
                throw calls[0].Late(_options.CallTimeout);
            }
        }
        finally
        {
            _calls.Forget(calls);
        }

        JsonRpcAnswer[] answers = await completion.ConfigureAwait(false);
        JsonRpcAnswer lost = Array.Find(answers, answer => answer.Error is { Failure: not JsonRpcFailure.Refused });
        return lost.Error is null ? answers : throw lost.Error;
    }

    private async Task SendAsync(PendingCall[] calls, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (!_calls.TryMarkSent(calls))
        {
            _ = _sending.Release();
            return;
        }

        // A message once begun is sent to its end, whoever gives up waiting: half of one would break the connection for all.
        await SendToTheEndAsync(message).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task SendToTheEndAsync(ReadOnlyMemory<byte> message)
    {
        try
        {
            await _channel.SendAsync(message, Lifetime).ConfigureAwait(false);
        }
        catch (Exception broken)
        {
            Abort(broken.Message);
        }
        finally
        {
            _ = _sending.Release();
        }
    }

    private async Task TellAsync(JsonRpcRequest request)
    {
        try
        {
            _ = await CallAsync(request, Lifetime).ConfigureAwait(false);
        }
        catch (Exception ignored) when (ignored is JsonRpcException or OperationCanceledException)
        {
            // The node forgets it with the connection.
        }
    }

    private async Task ReceiveAllAsync()
    {
        try
        {
            while (await _channel.ReceiveAsync(Lifetime).ConfigureAwait(false) is ReadOnlyMemory<byte> received)
            {
                foreach (JsonRpcMessage message in JsonRpcMessage.ReadAll(received))
                {
                    _calls.Dispatch(message);
                }
            }

            Abort("the node closed the connection");
        }
        catch (Exception broken)
        {
            // Whatever it is: nobody reads any more, so nobody may be left waiting.
            Abort(broken.Message);
        }
    }
}
