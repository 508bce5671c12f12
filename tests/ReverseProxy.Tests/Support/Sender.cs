using System.Security.Cryptography;
using Epistula;
using Epistula.Dialects;
using Epistula.Signing;
using Substrate.Cryptography.Sr25519;

namespace ReverseProxy.Tests.Support;

/// <summary>Somebody who signs requests: one of the senders of the test data.</summary>
internal sealed class Sender
{
    private readonly Keypair _keypair;

    private Sender(byte seed)
    {
        byte[] miniSecret = new byte[32];
        Array.Fill(miniSecret, seed);
        _keypair = Keypair.FromMiniSecret(miniSecret);
    }

    /// <summary>The sender that <see cref="RunningProxy"/> allows.</summary>
    public static Sender Validator { get; } = new(1);

    /// <summary>A sender that it does not.</summary>
    public static Sender Stranger { get; } = new(2);

    public string Address => _keypair.PublicKey.ToString();

    /// <summary>The headers of a signed request.</summary>
    public List<(string Name, string Value)> Headers(
        RunningProxy proxy, byte[] body, long offset = 0, string? uuid = null, string? signedFor = null, IEpistulaDialect? dialect = null) =>
        Headers(proxy.Clock, body, offset, uuid, signedFor, dialect);

    public List<(string Name, string Value)> Headers(
        TimeProvider clock, byte[] body, long offset = 0, string? uuid = null, string? signedFor = null, IEpistulaDialect? dialect = null)
    {
        EpistulaEnvelope envelope = Sign(clock, body, offset, uuid, signedFor);
        return [.. (dialect ?? EpistulaDialects.Authorization).Write(envelope).Select(header => (header.Key, header.Value))];
    }

    public EpistulaEnvelope Sign(TimeProvider clock, byte[] body, long offset = 0, string? uuid = null, string? signedFor = null) =>
        new EpistulaSigner(_keypair, clock).Sign(
            SHA256.HashData(body), signedFor ?? RunningProxy.Miner, clock.GetUtcNow().ToUnixTimeMilliseconds() + offset, uuid ?? Guid.NewGuid().ToString());

    /// <summary>Sends one signed POST.</summary>
    public Task<RawResponse> PostAsync(RunningProxy proxy, string path, byte[] body, params IEnumerable<(string Name, string Value)> more) =>
        RawClient.SendAsync(proxy.Port, "POST", path, [.. Headers(proxy, body), .. more], body);

    public Task<RawResponse> PostAsync(RunningProxy proxy, string path = "/inference", string body = """{"prompt":"a red cube"}""") =>
        PostAsync(proxy, path, System.Text.Encoding.UTF8.GetBytes(body));
}
