using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using FakeNode.Chain;
using FakeNode.Methods;
using FakeNode.Pool;
using FakeNode.Runtimes;
using FakeNode.Server;

namespace FakeNode;

/// <summary>
/// A node for tests: a real WebSocket, a chain in memory, signatures that are checked. It does what a node does until it is
/// told to misbehave.
/// </summary>
/// <example>
/// <code>
/// await using FakeSubstrateNode node = await FakeSubstrateNode.StartAsync();
/// node.Chain.Populate(netuid: 11, count: 32);
/// node.Pool.Dispatcher.FailWith(node.Chain.Best.Runtime.Metadata, "Commitments", "SpaceLimitExceeded");
/// node.Refuse("author_submitAndWatchExtrinsic", new RpcException(1016, "Immediately Dropped"));
/// </code>
/// </example>
public sealed class FakeSubstrateNode : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Intervention>> _once = [];
    private readonly ConcurrentDictionary<string, Intervention> _always = [];
    private readonly ConcurrentQueue<string> _calls = [];
    private readonly ChainMethods _blocks;
    private readonly StateMethods _state;
    private readonly AuthorMethods _author;
    private NodeServer? _server;

    private FakeSubstrateNode(FakeRuntime runtime)
    {
        Chain = new FakeChain(runtime);
        Pool = new FakePool(Chain);
        _blocks = new ChainMethods(Chain);
        _state = new StateMethods(_blocks);
        _author = new AuthorMethods(Chain, Pool);
        Chain.BestChanged = block => Announce("chain_subscribeNewHeads", "chain_newHead", block);
        Chain.FinalizedChanged = block => Announce("chain_subscribeFinalizedHeads", "chain_finalizedHead", block);
    }

    /// <summary>The chain.</summary>
    public FakeChain Chain { get; }

    /// <summary>What becomes of extrinsics.</summary>
    public FakePool Pool { get; }

    /// <summary>What lies below the calls: connections, silence, batches.</summary>
    public NodeServer Server => _server!;

    /// <summary>Where the node listens.</summary>
    public Uri Endpoint => Server.Endpoint;

    /// <summary>The methods that were called, in order.</summary>
    public IReadOnlyList<string> Calls => [.. _calls];

    /// <summary>Starts a node.</summary>
    /// <param name="runtime">The runtime; by default Bittensor's of spec version 393.</param>
    public static async Task<FakeSubstrateNode> StartAsync(FakeRuntime? runtime = null)
    {
        FakeSubstrateNode node = new(runtime ?? SubtensorRuntime.Create());
        node._server = await NodeServer.StartAsync(node.AnswerAsync);
        return node;
    }

    /// <summary>Stands between the next call of a method and its answer; several such calls queue up.</summary>
    public void InterveneOnce(string method, Intervention intervention) => _once.GetOrAdd(method, _ => []).Enqueue(intervention);

    /// <summary>Stands between all calls of a method and their answers; null to stop it.</summary>
    public void Intervene(string method, Intervention? intervention)
    {
        if (intervention is null)
        {
            _ = _always.TryRemove(method, out _);
        }
        else
        {
            _always[method] = intervention;
        }
    }

    /// <summary>Answers a method with JSON of the test's own.</summary>
    public void Answer(string method, string json) => Intervene(method, (_, _, _) => Task.FromResult(JsonNode.Parse(json)));

    /// <summary>Refuses all calls of a method.</summary>
    public void Refuse(string method, RpcException error) => Intervene(method, (_, _, _) => throw error);

    /// <summary>The connection breaks when a method is called next, before it has any effect.</summary>
    public void BreakBefore(string method) => InterveneOnce(method, (connection, _, _) =>
    {
        connection.Break();
        throw new NoAnswerException();
    });

    /// <summary>The connection breaks when a method is called next, after it had its effect and before its answer.</summary>
    public void BreakAfter(string method) => InterveneOnce(method, async (connection, call, proceed) =>
    {
        await proceed();
        connection.Break();
        throw new NoAnswerException();
    });

    /// <summary>The next call of a method is not answered until the returned source is completed.</summary>
    public TaskCompletionSource Hold(string method)
    {
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        InterveneOnce(method, async (_, _, proceed) =>
        {
            await gate.Task;
            return await proceed();
        });
        return gate;
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private Task<JsonNode?> AnswerAsync(NodeConnection connection, RpcCall call)
    {
        _calls.Enqueue(call.Method);
        if ((_once.TryGetValue(call.Method, out ConcurrentQueue<Intervention>? queue) && queue.TryDequeue(out Intervention? intervention))
            || _always.TryGetValue(call.Method, out intervention))
        {
            return intervention(connection, call, () => Task.FromResult(Proceed(connection, call)));
        }

        return Task.FromResult(Proceed(connection, call));
    }

    private JsonNode? Proceed(NodeConnection connection, RpcCall call) => call.Method switch
    {
        "system_chain" => "Fake",
        "system_name" => "fake-node",
        "system_version" => "1.0.0",
        "system_properties" => new JsonObject { ["ss58Format"] = 42, ["tokenDecimals"] = 9, ["tokenSymbol"] = "TAO" },
        "system_health" => new JsonObject { ["peers"] = 3, ["isSyncing"] = false, ["shouldHavePeers"] = true },
        "system_accountNextIndex" or "account_nextIndex" => _author.NextIndex(call),
        "chain_getBlockHash" => _blocks.BlockHash(call),
        "chain_getFinalizedHead" => _blocks.FinalizedHead(),
        "chain_getHeader" => _blocks.Header(call),
        "chain_getBlock" => _blocks.Block(call),
        "state_getRuntimeVersion" => _state.RuntimeVersion(call),
        "state_getMetadata" => _state.Metadata(call),
        "state_call" => _state.Call(call),
        "state_getStorage" => _state.Storage(call),
        "state_queryStorageAt" => _state.QueryStorageAt(call),
        "state_getKeysPaged" => _state.KeysPaged(call),
        "author_submitExtrinsic" => _author.Submit(call),
        "author_submitAndWatchExtrinsic" => _author.SubmitAndWatch(connection, call),
        "author_pendingExtrinsics" => _author.Pending(),
        "chain_subscribeNewHeads" => SubscribeHeads(connection, call, "chain_newHead", Chain.Best),
        "chain_subscribeFinalizedHeads" => SubscribeHeads(connection, call, "chain_finalizedHead", Chain.Finalized),
        "author_unwatchExtrinsic" or "chain_unsubscribeNewHeads" or "chain_unsubscribeFinalizedHeads" =>
            connection.Unsubscribe(call.Text(0)),
        _ => throw new RpcException(-32601, "Method not found"),
    };

    private static JsonNode SubscribeHeads(NodeConnection connection, RpcCall call, string notification, FakeBlock present)
    {
        string id = connection.Subscribe(call.Method);
        call.Afterwards = () => connection.NotifyAsync(notification, id, ChainMethods.Header(present));
        return id;
    }

    private void Announce(string subscribeMethod, string notification, FakeBlock block) =>
        _ = _server?.NotifyAsync(subscribeMethod, notification, ChainMethods.Header(block));
}
