using System.Security.Cryptography;

namespace ReverseProxy.Tests.Support;

/// <summary>A request as the backend saw it.</summary>
public sealed record SeenRequest(HttpHead Head, byte[] Body)
{
    public string Method => Head.FirstLine.Split(' ')[0];

    public string Target => Head.FirstLine.Split(' ')[1];

    public string BodySha256 => Convert.ToHexStringLower(SHA256.HashData(Body));

    public string? Header(string name) => Head.Header(name);
}
