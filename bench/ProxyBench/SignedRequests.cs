using System.Security.Cryptography;
using System.Text;
using Epistula;
using Epistula.Dialects;
using Epistula.Signing;
using Substrate.Cryptography.Sr25519;

namespace ProxyBench;

/// <summary>Signed requests, as bytes. Each has a uuid of its own: the proxy accepts a signature once.</summary>
internal static class SignedRequests
{
    public static string Head(EpistulaSigner signer, byte[] digest, long bodyLength, string path = "/inference", TimeSpan age = default)
    {
        EpistulaEnvelope envelope = age == default
            ? signer.Sign(digest, ProxyUnderTest.Miner)
            : signer.Sign(digest, ProxyUnderTest.Miner, (DateTimeOffset.UtcNow - age).ToUnixTimeMilliseconds(), Guid.NewGuid().ToString());
        StringBuilder head = new($"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n");
        foreach (KeyValuePair<string, string> header in EpistulaDialects.Authorization.Write(envelope))
        {
            head.Append(header.Key).Append(": ").Append(header.Value).Append("\r\n");
        }

        return head.Append($"Content-Length: {bodyLength}\r\n\r\n").ToString();
    }

    /// <summary>Writes the heads of <paramref name="count"/> requests, one after another with a blank line between, and the body.</summary>
    public static void Write(string directory, Keypair validator, byte[] body, int count)
    {
        EpistulaSigner signer = new(validator, TimeProvider.System);
        byte[] digest = SHA256.HashData(body);
        File.WriteAllBytes(Path.Combine(directory, "body"), body);
        using StreamWriter heads = new(Path.Combine(directory, "heads"), append: false, Encoding.ASCII);
        for (int i = 0; i < count; i++)
        {
            heads.Write(Head(signer, digest, body.Length));
        }
    }
}
