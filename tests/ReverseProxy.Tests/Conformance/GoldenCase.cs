using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fixtures;

namespace ReverseProxy.Tests.Conformance;

/// <summary>A recorded exchange of the original program.</summary>
public sealed class GoldenCase
{
    private static readonly JsonElement Corpus = Repository.Json("conformance", "golden.json").RootElement;
    private readonly JsonElement _case;

    private GoldenCase(JsonElement element) => _case = element;

    public static JsonElement Meta { get; } = Corpus.GetProperty("meta");

    public static IReadOnlyList<GoldenCase> All { get; } = [.. Corpus.GetProperty("cases").EnumerateArray().Select(element => new GoldenCase(element))];

    public string Id => _case.GetProperty("id").GetString()!;

    public string Class => _case.GetProperty("class").GetString()!;

    public string Server => _case.GetProperty("server").GetString()!;

    /// <summary>
    /// The clock to answer by: that of the signing. The recorded time of sending was taken after the exchange, which
    /// would make a request that was 7,999 ms old when it arrived too old.
    /// </summary>
    public long Clock => _case.GetProperty("how_signed") is { ValueKind: JsonValueKind.Object } signed
        ? signed.GetProperty("now_ms_at_signing").GetInt64()
        : _case.GetProperty("sent_at_ms").GetInt64();

    public bool IsRaw => Request.TryGetProperty("raw_b64", out _);

    public JsonElement Response => _case.GetProperty("response");

    public string Method => IsRaw ? "GET" : Request.GetProperty("method").GetString()!;

    public int BackendHits => _case.GetProperty("backend_hits").GetInt32();

    /// <summary>What the backend saw; undefined where it saw nothing.</summary>
    public JsonElement BackendSaw => _case.GetProperty("backend_saw");

    private JsonElement Request => _case.GetProperty("request");

    public static GoldenCase Named(string id) => All.Single(golden => golden.Id == id);

    public byte[] RequestBytes()
    {
        if (IsRaw)
        {
            return Request.GetProperty("raw_b64").GetBytesFromBase64();
        }

        byte[] body = RequestBody();
        (string Name, string Value)[] headers = [.. Request.GetProperty("headers").EnumerateArray().Select(header => (header[0].GetString()!, header[1].GetString()!))];
        bool chunked = headers.Any(header => header.Name == "Transfer-Encoding");
        string head = $"{Method} {Request.GetProperty("path").GetString()} {Request.GetProperty("http_version").GetString()}\r\n"
            + string.Concat(headers.Select(header => $"{header.Name}: {header.Value}\r\n")) + "\r\n";
        return [.. Encoding.Latin1.GetBytes(head), .. chunked ? Chunked(body) : body];
    }

    private static byte[] Chunked(byte[] body) => body.Length == 0
        ? "0\r\n\r\n"u8.ToArray()
        : [.. Encoding.ASCII.GetBytes($"{body.Length:x}\r\n"), .. body, .. "\r\n0\r\n\r\n"u8];

    private byte[] RequestBody()
    {
        if (Request.TryGetProperty("body_b64", out JsonElement base64))
        {
            return base64.GetBytesFromBase64();
        }

        // "bytes(i % 251 for i in range(n))"
        byte[] body = [.. Enumerable.Range(0, Request.GetProperty("body_len").GetInt32()).Select(i => (byte)(i % 251))];
        Convert.ToHexStringLower(SHA256.HashData(body)).ShouldBe(Request.GetProperty("body_sha256").GetString());
        return body;
    }
}
