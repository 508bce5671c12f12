using System.Text;

namespace Substrate.Client.JsonRpc;

/// <summary>The calls on their way over a connection and its subscriptions. Thread safe; ends once, for good.</summary>
internal sealed class CallTable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, PendingCall> _pending = [];
    private readonly SubscriptionTable _subscriptions = new();
    private long _lastId;
    private string? _ended;

    /// <summary>Why it ended; null while it has not.</summary>
    public string? Ended => Volatile.Read(ref _ended);

    /// <summary>Set once the node has refused a batch.</summary>
    public bool RefusesBatches { get; private set; }

    /// <summary>A call with an id of its own; it fails at once where the table has ended.</summary>
    public PendingCall Add(JsonRpcRequest request, JsonRpcSubscription? subscription)
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

    /// <summary>Notes that calls are being sent.</summary>
    /// <returns>False where they must not be, since the table has ended and they were told that they were not sent.</returns>
    public bool TryMarkSent(PendingCall[] calls)
    {
        lock (_lock)
        {
            foreach (PendingCall call in calls)
            {
                call.WasSent = _ended is null;
            }

            return _ended is null;
        }
    }

    /// <summary>Nobody waits for these calls any more.</summary>
    public void Forget(PendingCall[] calls)
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

    /// <summary>Forgets a subscription.</summary>
    /// <returns>Whether the node still has it.</returns>
    public bool Remove(JsonRpcSubscription subscription)
    {
        lock (_lock)
        {
            return subscription.Id is not null && _subscriptions.Remove(subscription.Id) && _ended is null;
        }
    }

    /// <summary>Gives a message from the node to whom it is for; what is for nobody is dropped.</summary>
    public void Dispatch(JsonRpcMessage message)
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
                Subscribe(call, message);
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

    /// <summary>Everything that waits fails with the reason.</summary>
    /// <returns>False where the table had ended before.</returns>
    public bool End(Uri endpoint, string why)
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
            string said = $"the connection to {endpoint.Shown()} ended: {why}";
            _subscriptions.FailAll(new JsonRpcException(JsonRpcFailure.ConnectionLost, said));
        }

        foreach (PendingCall call in pending)
        {
            call.Lose(why);
        }

        return true;
    }

    /// <summary>The id of a subscription is known before the next message is looked at, which may be the first notification.</summary>
    private void Subscribe(PendingCall call, JsonRpcMessage message)
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
