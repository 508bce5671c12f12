using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FakeNode.Server;

/// <summary>Listens for WebSockets on loopback and has their calls answered; can behave badly in what lies below the calls.</summary>
public sealed class NodeServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentDictionary<NodeConnection, byte> _connections = [];
    private int _messages;

    private NodeServer(WebApplication application) => _application = application;

    /// <summary>Where it listens.</summary>
    public Uri Endpoint => new(_application.Urls.Single().Replace("http:", "ws:", StringComparison.Ordinal));

    /// <summary>The connections that are open.</summary>
    public IReadOnlyCollection<NodeConnection> Connections => [.. _connections.Keys];

    /// <summary>How many connections were ever made.</summary>
    public int ConnectionCount { get; private set; }

    /// <summary>How many messages have come, a batch counted as one.</summary>
    public int MessageCount => _messages;

    /// <summary>The HTTP status that new connections are refused with, as 429; null to accept them.</summary>
    public int? RefusesConnections { get; set; }

    /// <summary>Answers batches with one error and no id.</summary>
    public bool RefusesBatches { get; set; }

    /// <summary>Sends every answer twice.</summary>
    public bool AnswersTwice { get; set; }

    /// <summary>Sends the first notifications of a subscription before the answer that begins it.</summary>
    public bool AnnouncesEarly { get; set; }

    /// <summary>Says nothing any more, answers and notifications alike, and keeps connections open.</summary>
    public bool IsSilent { get; set; }

    internal static async Task<NodeServer> StartAsync(Func<NodeConnection, RpcCall, Task<JsonNode?>> answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication application = builder.Build();
        NodeServer server = new(application);
        application.UseWebSockets();
        application.Run(context => server.AcceptAsync(context, answer));
        await application.StartAsync();
        return server;
    }

    /// <summary>All connections break at once, without farewell.</summary>
    public void BreakConnections()
    {
        foreach (NodeConnection connection in _connections.Keys)
        {
            connection.Break();
        }
    }

    /// <summary>Sends any text to everybody.</summary>
    public Task SayAsync(string text) => Task.WhenAll(_connections.Keys.Select(connection => connection.SayAsync(text)));

    public async ValueTask DisposeAsync()
    {
        BreakConnections();
        await _application.DisposeAsync();
    }

    internal void CountMessage() => Interlocked.Increment(ref _messages);

    /// <summary>Notifies everybody who subscribed by a method.</summary>
    internal async Task NotifyAsync(string subscribeMethod, string method, JsonNode result)
    {
        if (IsSilent)
        {
            return;
        }

        foreach (NodeConnection connection in _connections.Keys)
        {
            foreach (string subscription in connection.SubscriptionsOf(subscribeMethod))
            {
                await connection.NotifyAsync(method, subscription, result);
            }
        }
    }

    private async Task AcceptAsync(HttpContext context, Func<NodeConnection, RpcCall, Task<JsonNode?>> answer)
    {
        if (RefusesConnections is int status)
        {
            context.Response.StatusCode = status;
            return;
        }

        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        using NodeConnection connection = new(socket, answer, this);
        ConnectionCount++;
        _ = _connections.TryAdd(connection, 0);
        try
        {
            await connection.RunAsync();
        }
        finally
        {
            _ = _connections.TryRemove(connection, out _);
        }
    }
}
