using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Substrate.Client.JsonRpc;

/// <summary>One connection to a node: many calls in flight, answered in any order, and subscriptions. It ends once, for good.</summary>
internal sealed class JsonRpcConnection : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, PendingCall> _pending = [];
    private readonly SubscriptionTable _subscriptions = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly CancellationTokenSource _lifetime = new();
    private readonly IJsonRpcChannel _channel;
    private readonly JsonRpcOptions _options;
    private readonly Task _receiving;
    private long _lastId;
    private string? _ended;

    public JsonRpcConnection(Uri endpoint, IJsonRpcChannel channel, JsonRpcOptions options)
    {
        (Endpoint, _channel, _options) = (endpoint, channel, options);
        Lifetime = _lifetime.Token;
        _receiving = Task.Run(ReceiveAllAsync);
    }

    public Uri Endpoint { get; }

    /// <summary>Why the connection ended; null while it has not.</summary>
    public string? Ended => Volatile.Read(ref _ended);

    /// <summary>Cancelled when the connection ends.</summary>
    public CancellationToken Lifetime { get; }

    /// <summary>Set once the node has refused a batch.</summary>
    public bool RefusesBatches { get; set; }

    public async Task<JsonRpcResult> CallAsync(JsonRpcRequest request, CancellationToken cancellationToken)
    {
        PendingCall call = Register(request, subscription: null);
        JsonRpcAnswer[] answers = await SendAndWaitAsync([call], request.Encode(call.Id), cancellationToken).ConfigureAwait(false);
        return answers[0].Error is null ? answers[0].Result : throw answers[0].Error!;
    }

    /// <summary>Sends several calls in one message.</summary>
    public Task<JsonRpcAnswer[]> CallAllAsync(IReadOnlyList<JsonRpcRequest> requests, CancellationToken cancellationToken)
    {
        PendingCall[] calls = [.. requests.Select(request => Register(request, subscription: null))];
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
        PendingCall call = Register(request, subscription);
        JsonRpcAnswer[] answers = await SendAndWaitAsync([call], request.Encode(call.Id), cancellationToken).ConfigureAwait(false);
        return answers[0].Error is null ? subscription : throw answers[0].Error!;
    }

    /// <summary>Forgets a subscription and tells the node so, without waiting for what it says.</summary>
    public void Unsubscribe(JsonRpcSubscription subscription)
    {
        bool isKnown;
        lock (_lock)
        {
            isKnown = subscription.Id is not null && _subscriptions.Remove(subscription.Id);
        }

        if (isKnown && Ended is null)
        {
            _ = TellAsync(new JsonRpcRequest(subscription.UnsubscribeMethod, JsonRpcArgument.Raw(subscription.Id!)));
        }
    }

    /// <summary>Breaks the connection off: everything that waits fails with the reason.</summary>
    public void Abort(string why)
    {
        if (End(why))
        {
            _lifetime.Cancel();
            _options.Observer?.Invoke(new ConnectionChange(Endpoint, ConnectionChangeKind.Lost, why));
        }
    }

    /// <summary>Takes leave of the node.</summary>
    public async ValueTask DisposeAsync()
    {
        _ = End("it was closed");
        await _channel.DisposeAsync().ConfigureAwait(false);
        await _lifetime.CancelAsync().ConfigureAwait(false);
        await _receiving.ConfigureAwait(false);
        _lifetime.Dispose();
    }

    private bool End(string why)
    {
        PendingCall[] pending;
        lock (_lock)
        {
            if (_ended is not null)
            {
                return false;
            }

            // From here on no call is marked as sent any more: whether one was is settled.
            Volatile.Write(ref _ended, why);
            pending = [.. _pending.Values];
            _pending.Clear();
            _subscriptions.FailAll(new JsonRpcException(JsonRpcFailure.ConnectionLost, $"the connection to {Endpoint} ended: {why}") { WasSent = true });
        }

        foreach (PendingCall call in pending)
        {
            call.Lose(why);
        }

        return true;
    }

    private PendingCall Register(JsonRpcRequest request, JsonRpcSubscription? subscription)
    {
        lock (_lock)
        {
            PendingCall call = new(++_lastId, request, subscription);
            if (_ended is not null)
            {
                call.Lose(_ended);
                return call;
            }

            _pending[call.Id] = call;
            if (subscription is not null)
            {
                _subscriptions.Await();
            }

            return call;
        }
    }

    private void Forget(PendingCall[] calls)
    {
        lock (_lock)
        {
            foreach (PendingCall call in calls)
            {
                if (_pending.Remove(call.Id) && call.Subscription is not null)
                {
                    _subscriptions.Answered();
                }
            }
        }
    }

    private async Task<JsonRpcAnswer[]> SendAndWaitAsync(PendingCall[] calls, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
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
            if (!Array.TrueForAll(calls, call => call.Completion.IsCompleted))
            {
                throw calls[0].Late(_options.CallTimeout);
            }
        }
        finally
        {
            Forget(calls);
        }

        JsonRpcAnswer[] answers = await completion.ConfigureAwait(false);
        JsonRpcAnswer lost = Array.Find(answers, answer => answer.Error is { Failure: not JsonRpcFailure.Refused });
        return lost.Error is null ? answers : throw lost.Error;
    }

    private async Task SendAsync(PendingCall[] calls, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            if (_ended is not null)
            {
                _ = _sending.Release();
                return;
            }

            foreach (PendingCall call in calls)
            {
                call.WasSent = true;
            }
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
                    Dispatch(message);
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

    private void Dispatch(JsonRpcMessage message)
    {
        PendingCall? call = null;
        lock (_lock)
        {
            if (message.Subscription is not null)
            {
                _subscriptions.Notify(message);
            }
            else if (message.Id is long id && _pending.Remove(id, out call))
            {
                Answered(call, message);
            }
            else if (message.Id is null && message.Error.Length > 0)
            {
                RefuseOldestBatch(message);
            }
        }

        call?.Complete(message.Error.Length > 0
            ? new JsonRpcAnswer(message.ErrorOf(call.Request.Method))
            : new JsonRpcAnswer(new JsonRpcResult(call.Request.Method, message.Result)));
    }

    /// <summary>The id is known before the next message is looked at, which may be the first notification.</summary>
    private void Answered(PendingCall call, JsonRpcMessage message)
    {
        if (call.Subscription is null)
        {
            return;
        }

        if (message.Error.Length == 0)
        {
            call.Subscription.Id = Encoding.UTF8.GetString(message.Result.Span);
            _subscriptions.Add(call.Subscription.Id, call.Subscription);
        }

        _subscriptions.Answered();
    }

    /// <summary>A node that takes no batches, or none so large, answers with one error for all and no id.</summary>
    private void RefuseOldestBatch(JsonRpcMessage message)
    {
        IReadOnlyList<PendingCall>? batch = _pending.Values.Where(call => call.Batch is not null).MinBy(call => call.Id)?.Batch;
        foreach (PendingCall call in batch ?? [])
        {
            if (_pending.Remove(call.Id))
            {
                RefusesBatches = true;
                call.Complete(new JsonRpcAnswer(message.ErrorOf(call.Request.Method)));
            }
        }
    }
}
