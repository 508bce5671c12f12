using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ReverseProxy.Tests.Support;

/// <summary>A client that sends exactly the bytes it is told to.</summary>
public sealed class RawClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private HttpWire? _wire;
    private NetworkStream? _stream;

    public static async Task<RawClient> ConnectAsync(int port)
    {
        RawClient client = new();
        await client._socket.ConnectAsync(IPAddress.Loopback, port, Token);
        client._stream = new(client._socket, ownsSocket: true);
        client._wire = new(client._stream);
        return client;
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>One request on a connection of its own.</summary>
    public static async Task<RawResponse> SendAsync(int port, string method, string path, IEnumerable<(string Name, string Value)> headers, byte[]? body = null)
    {
        using RawClient client = await ConnectAsync(port);
        await client.WriteAsync(Request(method, path, headers, body));
        return await client.ReadResponseAsync(method);
    }

    public static Task<RawResponse> GetAsync(int port, string path, params IEnumerable<(string Name, string Value)> headers) => SendAsync(port, "GET", path, headers);

    /// <summary>The bytes of a request. Header texts go out as Latin-1; a Content-Length is added where there is a body and no framing.</summary>
    public static byte[] Request(string method, string path, IEnumerable<(string Name, string Value)> headers, byte[]? body = null)
    {
        List<(string Name, string Value)> list = [.. headers];
        if (!Has("Host"))
        {
            list.Insert(0, ("Host", "127.0.0.1"));
        }

        if (body is not null && !Has("Content-Length") && !Has("Transfer-Encoding"))
        {
            list.Add(("Content-Length", body.Length.ToString()));
        }

        string head = $"{method} {path} HTTP/1.1\r\n" + string.Concat(list.Select(header => $"{header.Name}: {header.Value}\r\n")) + "\r\n";
        return [.. Encoding.Latin1.GetBytes(head), .. body ?? []];

        bool Has(string name) => list.Any(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes) => _stream!.WriteAsync(bytes, Token);

    public ValueTask WriteAsync(string text) => WriteAsync(Encoding.Latin1.GetBytes(text));

    public async Task<RawResponse> ReadResponseAsync(string method = "GET")
    {
        HttpHead head = await _wire!.ReadHeadAsync(Token) ?? throw new EndOfStreamException("the server closed without an answer");
        while (head.FirstLine.StartsWith("HTTP/1.1 100", StringComparison.Ordinal))
        {
            head = await _wire.ReadHeadAsync(Token) ?? throw new EndOfStreamException("the server closed after 100 Continue");
        }

        string[] parts = head.FirstLine.Split(' ', 3);
        int status = int.Parse(parts[1]);
        bool noBody = method == "HEAD" || status is 204 or 304;
        (byte[] body, IReadOnlyList<KeyValuePair<string, string>> trailers) = noBody ? ([], []) : await _wire.ReadBodyAsync(head, toEndOfStream: true, Token);
        return new(status, parts.Length > 2 ? parts[2] : string.Empty, head, body, trailers);
    }

    /// <summary>Only the head of the answer; what follows is read by <see cref="ReadLineAsync"/>.</summary>
    public async Task<HttpHead> ReadHeadAsync() => await _wire!.ReadHeadAsync(Token) ?? throw new EndOfStreamException("the server closed without an answer");

    public Task<string?> ReadLineAsync() => _wire!.ReadLineAsync(Token);

    /// <summary>Cuts the connection with a reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new(enable: true, seconds: 0);
        _socket.Close();
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _socket.Dispose();
    }
}
