using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace ReverseProxy.Tests.Support;

/// <summary>Changes a running proxy's configuration: by its file alone, or by the admin interface at once.</summary>
internal sealed class HotChange : IDisposable
{
    private readonly string _backend;
    private readonly string _way;
    private readonly Action<JsonObject> _standard;
    private readonly HttpClient _admin;

    public HotChange(RunningProxy proxy, string backend, string way, string socketPath, Action<JsonObject> standard)
    {
        (Proxy, _backend, _way, _standard) = (proxy, backend, way, standard);
        _admin = new(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        {
            BaseAddress = new("http://admin"),
        };
        _admin.DefaultRequestHeaders.Authorization = new("Bearer", File.ReadAllText(Path.Combine(proxy.Directory, "state", "admin.token")));
    }

    public RunningProxy Proxy { get; }

    /// <summary>Writes the standard configuration with a change. The file is found changed by itself; the admin interface is told.</summary>
    public async Task ToAsync(Action<JsonObject> change)
    {
        JsonObject configuration = RunningProxy.Configuration(_backend);
        _standard(configuration);
        change(configuration);

        // As editors do: a new file takes the place of the old one at once.
        string next = Proxy.ConfigurationPath + ".next";
        await File.WriteAllTextAsync(next, configuration.ToJsonString(), RawClient.Token);
        File.Move(next, Proxy.ConfigurationPath, overwrite: true);
        if (_way == "admin")
        {
            using HttpResponseMessage answer = await _admin.PostAsync("/reload", content: null, RawClient.Token);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    /// <summary>Changes what the admin interface keeps of a sender.</summary>
    public async Task PostAsync(string path, string hotkey)
    {
        using StringContent content = new($$"""{"hotkey":"{{hotkey}}"}""", Encoding.UTF8);
        using HttpResponseMessage answer = await _admin.PostAsync(path, content, RawClient.Token);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    public void Dispose() => _admin.Dispose();
}
