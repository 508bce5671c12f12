using Microsoft.Extensions.Time.Testing;
using Substrate.Client.JsonRpc;

namespace Substrate.Client.Tests.JsonRpc;

/// <summary>A client, the nodes it talks to, and a clock that moves when it is told to.</summary>
internal sealed class JsonRpcScene : IAsyncDisposable
{
    public JsonRpcScene(Func<JsonRpcOptions, JsonRpcOptions>? change = null, params string[] endpoints)
    {
        JsonRpcOptions options = new()
        {
            Endpoints = [.. (endpoints.Length == 0 ? ["one", "two"] : endpoints).Select(host => new Uri($"ws://{host}"))],
            HeadTimeout = null,
            TimeProvider = Time,
            Observer = Changes.Add,
        };
        Client = new JsonRpcClient(change?.Invoke(options) ?? options, Transport);
    }

    public FakeTimeProvider Time { get; } = new();

    public ScriptedTransport Transport { get; } = new();

    public JsonRpcClient Client { get; }

    public List<ConnectionChange> Changes { get; } = [];

    public Task<JsonRpcResult> Call(string method) => Client.CallAsync(new JsonRpcRequest(method), TestContext.Current.CancellationToken);

    /// <summary>Lets time pass in small steps until something has happened.</summary>
    public async Task PassTimeUntil(Task happened, double stepSeconds = 0.1)
    {
        while (!happened.IsCompleted)
        {
            Time.Advance(TimeSpan.FromSeconds(stepSeconds));
            await Task.WhenAny(happened, Task.Delay(1, TestContext.Current.CancellationToken));
        }
    }

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}
