using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ReverseProxy.CommandLine;
using ReverseProxy.Configuration;

namespace ReverseProxy.Admin;

/// <summary>Calls the running program's admin interface, for the commands that do.</summary>
internal sealed class AdminClient : IDisposable
{
    private readonly HttpClient _client;
    private readonly string _listen;

    private AdminClient(HttpClient client, string listen)
    {
        _client = client;
        _listen = listen;
    }

    /// <exception cref="CommandException">There is no such interface, or its token cannot be read.</exception>
    public static AdminClient Open(ProxyConfiguration configuration)
    {
        if (configuration.Admin.Listen is not { } listen || !AdminAddress.TryParse(listen, out AdminAddress? address))
        {
            throw new CommandException("the admin interface is off: set admin.listen, for example to \"127.0.0.1:9100\", and restart the proxy", ExitCode.Usage);
        }

        AdminToken token = AdminToken.OfCommand(configuration)
            ?? throw new CommandException($"the admin token cannot be read from {AdminToken.PathOf(configuration.Server)}: is the proxy running, and are you its user?", ExitCode.Usage);
        HttpClient client = new(new SocketsHttpHandler { UseProxy = false, ConnectCallback = (_, cancellationToken) => ConnectAsync(address, cancellationToken) })
        {
            BaseAddress = new("http://admin"),
        };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token.Text);
        return new(client, listen);
    }

    /// <summary>Sends a request and returns the answer's JSON.</summary>
    /// <exception cref="CommandException">It cannot be reached, or it refused; the message says why.</exception>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, string? json, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(method, path);
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        try
        {
            using HttpResponseMessage answer = await _client.SendAsync(request, cancellationToken);
            using JsonDocument document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
            return answer.IsSuccessStatusCode
                ? document.RootElement.Clone()
                : throw new CommandException(Detail(document.RootElement), answer.StatusCode is HttpStatusCode.BadRequest ? ExitCode.Usage : ExitCode.Failed);
        }
        catch (HttpRequestException exception)
        {
            throw new CommandException($"the proxy's admin interface at {_listen} cannot be reached: {exception.Message}: is the proxy running?", ExitCode.Unreachable);
        }
    }

    public void Dispose() => _client.Dispose();

    private static string Detail(JsonElement answer) =>
        answer.TryGetProperty("detail", out JsonElement detail) && detail.GetString() is { } text ? text : "the proxy refused";

    private static async ValueTask<Stream> ConnectAsync(AdminAddress address, CancellationToken cancellationToken)
    {
        EndPoint endPoint = address.SocketPath is { } path ? new UnixDomainSocketEndPoint(path) : address.EndPoint!;
        Socket socket = new(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
