namespace ReverseProxy.Callbacks;

/// <summary>What a backend delivered: headers and body, to be passed on as they came.</summary>
internal sealed record CallbackResult(IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body);
