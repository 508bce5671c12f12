using System.Security.Cryptography;

namespace ReverseProxy.Tests.Support;

/// <summary>A request as the backend saw it.</summary>
/// <param name="Head">Its first line and headers.</param>
/// <param name="Body">Its body.</param>
/// <param name="Connection">On which of the backend's connections it came.</param>
public sealed record SeenRequest(HttpHead Head, byte[] Body, int Connection = 0)
{
    public string Method => Head.FirstLine.Split(' ')[0];

    public string Target => Head.FirstLine.Split(' ')[1];

    public string BodySha256 => Convert.ToHexStringLower(SHA256.HashData(Body));

    public string? Header(string name) => Head.Header(name);
}
