using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FakeNode.Server;

/// <summary>A client's connection to the node.</summary>
public sealed class NodeConnection : IDisposable
{
    private readonly WebSocket _socket;
    private readonly Func<NodeConnection, RpcCall, Task<JsonNode?>> _answer;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private int _subscriptions;

    internal NodeConnection(WebSocket socket, Func<NodeConnection, RpcCall, Task<JsonNode?>> answer, NodeServer server) =>
        (_socket, _answer, Server) = (socket, answer, server);

    internal NodeServer Server { get; }

    /// <summary>Subscriptions that are alive, by id, with the method that began them.</summary>
    internal Dictionary<string, string> Subscriptions { get; } = [];

    /// <summary>The connection breaks at once, without farewell.</summary>
    public void Break() => _socket.Abort();

    public void Dispose() => _sending.Dispose();

    /// <summary>Sends any text.</summary>
    public async Task SayAsync(string text)
    {
        await _sending.WaitAsync();
        try
        {
            if (_socket.State == WebSocketState.Open)
            {
                await _socket.SendAsync(
                    Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            }
        }
        catch (Exception gone) when (gone is WebSocketException or ObjectDisposedException or IOException or OperationCanceledException)
        {
            // The client has left.
        }
        finally
        {
            _ = _sending.Release();
        }
    }

    /// <summary>Notifies a subscription.</summary>
    public Task NotifyAsync(string method, string subscription, JsonNode? result) => SayAsync(new JsonObject
    {
        ["jsonrpc"] = "2.0",
        ["method"] = method,
        ["params"] = new JsonObject { ["subscription"] = subscription, ["result"] = result?.DeepClone() },
    }.ToJsonString());

    internal string Subscribe(string method)
    {
        lock (Subscriptions)
        {
            string id = $"sub{Interlocked.Increment(ref _subscriptions)}";
            Subscriptions[id] = method;
            return id;
        }
    }

    internal bool Unsubscribe(string id)
    {
        lock (Subscriptions)
        {
            return Subscriptions.Remove(id);
        }
    }

    internal string[] SubscriptionsOf(string method)
    {
        lock (Subscriptions)
        {
            return [.. Subscriptions.Where(subscription => subscription.Value == method).Select(subscription => subscription.Key)];
        }
    }

    internal async Task RunAsync()
    {
        try
        {
            while (await ReceiveAsync() is string message)
            {
                Server.CountMessage();
                _ = HandleAsync(message);
            }

            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, CancellationToken.None);
        }
        catch (Exception gone) when (gone is WebSocketException or ObjectDisposedException or IOException or OperationCanceledException)
        {
            // The client has left, or was left.
        }
    }

    private async Task HandleAsync(string message)
    {
        JsonElement root;
        try
        {
            root = JsonDocument.Parse(message).RootElement;
        }
        catch (JsonException)
        {
            await SayAsync("""{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid JSON Request"}}""");
            return;
        }

        if (root.ValueKind != JsonValueKind.Array)
        {
            RpcCall call = new(root);
            await ReplyAsync(await AnswerAsync(call), call);
        }
        else if (Server.RefusesBatches)
        {
            await SayAsync(
                """{"jsonrpc":"2.0","id":null,"error":{"code":-32005,"message":"Batched requests are not supported by this server"}}""");
        }
        else
        {
            RpcCall[] calls = [.. root.EnumerateArray().Select(element => new RpcCall(element))];
            JsonObject?[] answers = await Task.WhenAll(calls.Select(AnswerAsync));
            await ReplyAsync(new JsonArray([.. answers.Where(answer => answer is not null).Reverse()]), calls);
        }
    }

    private async Task ReplyAsync(JsonNode? answer, params RpcCall[] calls)
    {
        if (Server.AnnouncesEarly)
        {
            await AfterwardsAsync(calls);
        }

        if (answer is not null && !Server.IsSilent)
        {
            await SayAsync(answer.ToJsonString());
            if (Server.AnswersTwice)
            {
                await SayAsync(answer.ToJsonString());
            }
        }

        if (!Server.AnnouncesEarly)
        {
            await AfterwardsAsync(calls);
        }
    }

    private static async Task AfterwardsAsync(RpcCall[] calls)
    {
        foreach (RpcCall call in calls)
        {
            await (call.Afterwards?.Invoke() ?? Task.CompletedTask);
        }
    }

    private async Task<JsonObject?> AnswerAsync(RpcCall call)
    {
        JsonObject answer = new() { ["jsonrpc"] = "2.0", ["id"] = call.Id?.DeepClone() };
        try
        {
            answer["result"] = await _answer(this, call);
        }
        catch (RpcException error)
        {
            answer["error"] = error.ToJson();
        }
        catch (NoAnswerException)
        {
            return null;
        }
        catch (Exception flaw)
        {
            // A flaw of the test or of the node itself is better seen than waited for.
            answer["error"] = new RpcException(-32603, $"Internal error: {flaw}").ToJson();
        }

        return answer;
    }

    private async Task<string?> ReceiveAsync()
    {
        using MemoryStream message = new();
        byte[] buffer = new byte[4096];
        while (true)
        {
            WebSocketReceiveResult received = await _socket.ReceiveAsync(buffer, CancellationToken.None);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            message.Write(buffer, 0, received.Count);
            if (received.EndOfMessage)
            {
                return Encoding.UTF8.GetString(message.ToArray());
            }
        }
    }
}
