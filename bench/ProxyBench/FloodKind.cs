using System.Security.Cryptography;
using System.Text;
using Epistula.Signing;
using Substrate.Cryptography.Sr25519;

namespace ProxyBench;

/// <summary>A kind of request that is to be refused.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Status">What ours answers it with; several where a limit answers in time.</param>
/// <param name="Head">Makes one request's head.</param>
internal sealed record FloodKind(string Name, int[] Status, Func<string> Head)
{
    private static readonly byte[] Body = Encoding.ASCII.GetBytes(new string('x', 200));
    private static readonly byte[] Digest = SHA256.HashData(Body);

    public static IReadOnlyList<FloodKind> All(Keypair validator, Keypair stranger)
    {
        EpistulaSigner known = new(validator, TimeProvider.System);
        EpistulaSigner unknown = new(stranger, TimeProvider.System);
        return
        [
            new("missing header", [401], () => $"POST /inference HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n"),
            new("stranger", [403], () => SignedRequests.Head(unknown, Digest, Body.Length)),
            new("stale timestamp", [401], () => SignedRequests.Head(known, Digest, Body.Length, age: TimeSpan.FromHours(2))),
            new("bad signature by a known key", [401, 429], () => SignedRequests.Head(known, SHA256.HashData([1]), Body.Length)),
        ];
    }

    /// <summary>Writes requests for wrk to send.</summary>
    public void Write(string directory, int count)
    {
        File.WriteAllBytes(Path.Combine(directory, "body"), Body);
        File.WriteAllText(Path.Combine(directory, "heads"), string.Concat(Enumerable.Range(0, count).Select(_ => Head())), Encoding.ASCII);
    }

    /// <summary>One whole request.</summary>
    public byte[] One() => [.. Encoding.ASCII.GetBytes(Head()), .. Body];
}
