using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace ReverseProxy.Tests.Support;

/// <summary>A running proxy with its admin interface, and a client that shows the token.</summary>
internal sealed class AdminProxy : IAsyncDisposable
{
    private AdminProxy(RunningProxy proxy, int port, string token)
    {
        (Proxy, Port, Token) = (proxy, port, token);
        Client = new() { BaseAddress = new($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(30) };
        Client.DefaultRequestHeaders.Authorization = new("Bearer", token);
    }

    public RunningProxy Proxy { get; }

    public int Port { get; }

    public string Token { get; }

    public HttpClient Client { get; }

    public static async Task<AdminProxy> StartAsync(string backend, Action<JsonObject>? change = null, string? directory = null, SettableClock? clock = null, X509Certificate2? root = null)
    {
        int port = FreePort.Next();
        RunningProxy proxy = await RunningProxy.StartAsync(
            backend,
            configuration =>
            {
                configuration["admin"] = new JsonObject { ["listen"] = $"127.0.0.1:{port}" };
                change?.Invoke(configuration);
            },
            directory,
            clock,
            root);
        return new(proxy, port, await File.ReadAllTextAsync(Path.Combine(proxy.Directory, "state", "admin.token")));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Proxy.DisposeAsync();
    }
}
