namespace Substrate.Client.JsonRpc;

/// <summary>The subscriptions of a connection by their ids. Not thread safe: the connection has the lock.</summary>
/// <remarks>
/// A node may notify before it has told the id, since it does both from different threads. So what comes for an unknown id
/// is kept as long as an answer to a subscribing call is awaited.
/// </remarks>
internal sealed class SubscriptionTable
{
    private const int MaximumEarly = 256;

    private readonly Dictionary<string, JsonRpcSubscription> _byId = [];
    private readonly List<JsonRpcMessage> _early = [];
    private int _awaited;

    /// <summary>A subscribing call is being sent.</summary>
    public void Await() => _awaited++;

    /// <summary>A subscribing call was answered, or nobody waits for its answer any more.</summary>
    public void Answered()
    {
        _awaited--;
        if (_awaited == 0)
        {
            _early.Clear();
        }
    }

    /// <summary>The node told the id: what came before it is delivered.</summary>
    public void Add(string id, JsonRpcSubscription subscription)
    {
        _byId[id] = subscription;
        foreach (JsonRpcMessage message in _early.Where(message => message.Subscription == id))
        {
            subscription.Notify(message);
        }

        _ = _early.RemoveAll(message => message.Subscription == id);
    }

    public bool Remove(string id) => _byId.Remove(id);

    public void Notify(JsonRpcMessage message)
    {
        if (_byId.TryGetValue(message.Subscription!, out JsonRpcSubscription? subscription))
        {
            subscription.Notify(message);
        }
        else if (_awaited > 0 && _early.Count < MaximumEarly)
        {
            _early.Add(message);
        }
    }

    public void FailAll(JsonRpcException why)
    {
        foreach (JsonRpcSubscription subscription in _byId.Values)
        {
            subscription.Fail(why);
        }

        _byId.Clear();
        _early.Clear();
    }
}
