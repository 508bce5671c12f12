using FakeNode;
using FakeNode.Runtimes;
using Substrate.Client.JsonRpc;
using Substrate.Cryptography.Sr25519;

namespace Substrate.Client.Tests.Chain;

/// <summary>A fake node with a chain of a few blocks, and a client of it.</summary>
internal sealed class NodeScene : IAsyncDisposable
{
    private NodeScene(FakeSubstrateNode node, SubstrateClient client) => (Node, Client) = (node, client);

    public FakeSubstrateNode Node { get; }

    public SubstrateClient Client { get; }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>//Alice, whose secret everybody knows.</summary>
    public static Keypair Alice() =>
        Keypair.FromMiniSecret(Convert.FromHexString("e5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a"));

    public static async Task<NodeScene> StartAsync(FakeRuntime? runtime = null, Func<JsonRpcOptions, JsonRpcOptions>? change = null)
    {
        FakeSubstrateNode node = await FakeSubstrateNode.StartAsync(runtime);
        node.Chain.Seal(count: 5);
        return new NodeScene(node, ClientOf(change, node.Endpoint));
    }

    public static SubstrateClient ClientOf(Func<JsonRpcOptions, JsonRpcOptions>? change, params Uri[] endpoints)
    {
        JsonRpcOptions options = new()
        {
            Endpoints = endpoints,
            FirstDelay = TimeSpan.FromMilliseconds(1),
            CallTimeout = TimeSpan.FromSeconds(20),
            HeadTimeout = null,
        };
        return new SubstrateClient(change?.Invoke(options) ?? options);
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Node.DisposeAsync();
    }
}
