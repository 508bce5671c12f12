using System.IO.Compression;
using System.Text;
using System.Text.Json;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Conformance;

/// <summary>The stub backend that the recordings were made with: what it answers is asked for in the header X-Stub.</summary>
internal static class GoldenBackend
{
    private const string Json = "Content-Type: application/json\r\nX-Backend: stub\r\n";

    public static StubBackend Start() => StubBackend.Start(AnswerAsync);

    private static async Task AnswerAsync(SeenRequest request, StubConnection connection)
    {
        string[] script = (request.Header("X-Stub") ?? "echo").Split(':');
        switch (script[0])
        {
            case "status":
                string body = $$"""{"error": "backend says {{script[1]}}"}""";
                await connection.WriteAsync(script[1] == "204"
                    ? $"HTTP/1.1 204 No Content\r\n{Json}\r\n"
                    : $"HTTP/1.1 {script[1]} {Reason(script[1])}\r\n{Json}Content-Length: {body.Length}\r\n\r\n{body}");
                break;
            case "redirect":
                await connection.WriteAsync(
                    $"HTTP/1.1 {script[1]} {Reason(script[1])}\r\n{Json}Location: /inference-elsewhere\r\nContent-Length: 14\r\n\r\n{{\"moved\":true}}");
                break;
            case "gzip":
                await WriteCodedAsync(connection, "gzip", Gzip("""{"hello":"world"}"""));
                break;
            case "deflate":
                await WriteCodedAsync(connection, "deflate", Deflate("""{"hello":"world"}"""));
                break;
            case "gzipbad":
                await WriteCodedAsync(connection, "gzip", Encoding.ASCII.GetBytes("this is not gzip at all"));
                break;
            case "chunked":
                await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{\"a\r\n4\r\n\":1}\r\n0\r\n\r\n");
                break;
            case "trailers":
                await connection.WriteAsync(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n7\r\n{\"a\":1}\r\n0\r\nX-T: tail\r\n\r\n");
                break;
            case "sse":
                await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
                for (int i = 1; i <= 3; i++)
                {
                    await connection.WriteAsync($"9\r\ndata: {i}\n\n\r\n");
                    await Task.Delay(100, connection.Stop);
                }

                await connection.WriteAsync("0\r\n\r\n");
                break;
            case "large":
                await WriteLargeAsync(connection, int.Parse(script[1]), chunked: false);
                break;
            case "largechunked":
                await WriteLargeAsync(connection, int.Parse(script[1]), chunked: true);
                break;
            case "slow":
                await Task.Delay(TimeSpan.FromSeconds(int.Parse(script[1])), connection.Stop);
                await EchoAsync(request, connection);
                break;
            case "dup":
                await EchoAsync(
                    request,
                    connection,
                    "Set-Cookie: a=1\r\nSet-Cookie: b=2; Path=/\r\nX-Dup: one\r\nX-Dup: two\r\nKeep-Alive: timeout=5\r\nProxy-Authenticate: Basic\r\nTrailer: X-T\r\nAccess-Control-Allow-Origin: https://backend.example\r\n");
                break;
            case "latin1":
                await EchoAsync(request, connection, "X-Latin: café\r\n");
                break;
            case "http10":
                await connection.WriteAsync("HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nold");
                connection.Close();
                break;
            case "connclose":
                await EchoAsync(request, connection, "Connection: close\r\n");
                connection.Close();
                break;
            case "close":
                connection.Close();
                break;
            case "midclose":
                await connection.WriteAsync($"HTTP/1.1 200 OK\r\n{Json}Content-Length: 1000\r\n\r\n{{\"half\":");
                connection.Close();
                break;
            case "garbage":
                await connection.WriteAsync("\0\u0001\u0002 this is no HTTP\r\n\r\n");
                connection.Close();
                break;
            default:
                await EchoAsync(request, connection);
                break;
        }
    }

    private static Task EchoAsync(SeenRequest request, StubConnection connection, string headers = "")
    {
        string body = JsonSerializer.Serialize(new { method = request.Method, target = request.Target, body_len = request.Body.Length, body_sha256 = request.BodySha256 });
        return connection.WriteAsync($"HTTP/1.1 200 OK\r\n{Json}{headers}Content-Length: {body.Length}\r\n\r\n{body}");
    }

    private static async Task WriteCodedAsync(StubConnection connection, string coding, byte[] content)
    {
        await connection.WriteAsync($"HTTP/1.1 200 OK\r\n{Json}Content-Encoding: {coding}\r\nContent-Length: {content.Length}\r\n\r\n");
        await connection.WriteAsync(content);
    }

    private static async Task WriteLargeAsync(StubConnection connection, int length, bool chunked)
    {
        await connection.WriteAsync(
            $"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n{(chunked ? "Transfer-Encoding: chunked" : $"X-Backend: stub\r\nContent-Length: {length}")}\r\n\r\n");
        for (int sent = 0; sent < length; sent += 65_536)
        {
            byte[] piece = LargePiece(sent, Math.Min(65_536, length - sent));
            await connection.WriteAsync(chunked ? [.. Encoding.ASCII.GetBytes($"{piece.Length:x}\r\n"), .. piece, .. "\r\n"u8] : piece);
        }

        if (chunked)
        {
            await connection.WriteAsync("0\r\n\r\n");
        }
    }

    private static byte[] LargePiece(int offset, int length)
    {
        byte[] piece = new byte[length];
        for (int i = 0; i < length; i++)
        {
            piece[i] = (byte)((offset + i) % 256);
        }

        return piece;
    }

    private static string Reason(string status) => status switch
    {
        "201" => "Created",
        "206" => "Partial Content",
        "301" => "Moved Permanently",
        "302" => "Found",
        "307" => "Temporary Redirect",
        "400" => "Bad Request",
        "401" => "Unauthorized",
        "403" => "Forbidden",
        "422" => "Unprocessable Content",
        "429" => "Too Many Requests",
        "500" => "Internal Server Error",
        "502" => "Bad Gateway",
        "503" => "Service Unavailable",
        _ => string.Empty,
    };

    internal static byte[] Gzip(string text)
    {
        using MemoryStream stream = new();
        using (GZipStream gzip = new(stream, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return stream.ToArray();
    }

    private static byte[] Deflate(string text)
    {
        using MemoryStream stream = new();
        using (ZLibStream zlib = new(stream, CompressionLevel.Fastest))
        {
            zlib.Write(Encoding.UTF8.GetBytes(text));
        }

        return stream.ToArray();
    }
}
