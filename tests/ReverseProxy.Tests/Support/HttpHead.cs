namespace ReverseProxy.Tests.Support;

/// <summary>A request or response as it stood on the wire: first line, headers in order, body.</summary>
public sealed record HttpHead(string FirstLine, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    public string? Header(string name) =>
        Headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).FirstOrDefault();

    public IEnumerable<string> All(string name) =>
        Headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value);

    public bool IsChunked => Header("Transfer-Encoding")?.Contains("chunked", StringComparison.OrdinalIgnoreCase) ?? false;

    public long? ContentLength => Header("Content-Length") is { } text ? long.Parse(text) : null;
}
