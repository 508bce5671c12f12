using System.Text;
using System.Text.Json;

namespace ReverseProxy.Tests.Support;

/// <summary>An answer as it stood on the wire.</summary>
public sealed record RawResponse(int Status, string Reason, HttpHead Head, byte[] Body, IReadOnlyList<KeyValuePair<string, string>> Trailers)
{
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The text of <c>{"detail": …}</c>; null where the body is something else.</summary>
    public string? Detail
    {
        get
        {
            try
            {
                return JsonDocument.Parse(Body).RootElement.GetProperty("detail").GetString();
            }
            catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                return null;
            }
        }
    }

    public string? Header(string name) => Head.Header(name);
}
