using FakeNode;
using FakeNode.Runtimes;
using Substrate.Client;
using Substrate.Client.JsonRpc;

namespace Bittensor.Tests.Support;

/// <summary>A fake node with a few blocks, and a client of it.</summary>
internal sealed class RegistryScene : IAsyncDisposable
{
    private RegistryScene(FakeSubstrateNode node) => (Node, Client) = (node, ClientOf(node));

    public FakeSubstrateNode Node { get; }

    public SubstrateClient Client { get; }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RegistryScene> StartAsync(FakeRuntime? runtime = null)
    {
        FakeSubstrateNode node = await FakeSubstrateNode.StartAsync(runtime);
        node.Chain.Seal(count: 5);
        return new(node);
    }

    public static SubstrateClient ClientOf(FakeSubstrateNode node) =>
        new(new JsonRpcOptions { Endpoints = [node.Endpoint], HeadTimeout = null, FirstDelay = TimeSpan.FromMilliseconds(1) });

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Node.DisposeAsync();
    }
}
