using System.Threading.Channels;
using Substrate.Client.JsonRpc;

namespace Substrate.Client.Tests.JsonRpc;

/// <summary>Connects to whoever the test plays.</summary>
internal sealed class ScriptedTransport : IJsonRpcTransport
{
    private readonly Channel<ScriptedChannel> _connected = Channel.CreateUnbounded<ScriptedChannel>();

    /// <summary>Endpoints that refuse, with the reason.</summary>
    public Dictionary<string, string> Refusing { get; } = [];

    /// <summary>Endpoints that never answer.</summary>
    public HashSet<string> Silent { get; } = [];

    public List<string> Tried { get; } = [];

    public async ValueTask<IJsonRpcChannel> ConnectAsync(Uri endpoint, CancellationToken cancellationToken)
    {
        Tried.Add(endpoint.Host);
        if (Silent.Contains(endpoint.Host))
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        if (Refusing.TryGetValue(endpoint.Host, out string? why))
        {
            throw new JsonRpcException(JsonRpcFailure.NotConnected, why);
        }

        ScriptedChannel channel = new(endpoint);
        _ = _connected.Writer.TryWrite(channel);
        return channel;
    }

    /// <summary>The next connection that the client makes.</summary>
    public async Task<ScriptedChannel> NextAsync() => await _connected.Reader.ReadAsync(TestContext.Current.CancellationToken);
}
