using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Substrate.Cryptography;

namespace Epistula.Replay;

/// <summary>
/// The fingerprint of a signed request: 128 bits of SHA-256 over the sender's public key, the body's digest, the
/// timestamp and the uuid. Nobody can find two requests of one fingerprint, so nobody can use up another's request.
/// </summary>
/// <param name="High">The first eight bytes.</param>
/// <param name="Low">The next eight bytes.</param>
public readonly record struct ReplayKey(ulong High, ulong Low)
{
    /// <summary>The fingerprint of a verified request.</summary>
    public static ReplayKey Of(in EpistulaCandidate candidate, ReadOnlySpan<byte> bodyDigest)
    {
        const int DigestLength = SHA256.HashSizeInBytes;
        const int Fixed = AccountId.Length + DigestLength + sizeof(long);
        int needed = Fixed + Encoding.UTF8.GetMaxByteCount(candidate.Uuid.Length);
        Span<byte> material = needed <= 512 ? stackalloc byte[512] : new byte[needed];

        candidate.Sender.CopyTo(material);
        bodyDigest[..DigestLength].CopyTo(material[AccountId.Length..]);
        BinaryPrimitives.WriteInt64LittleEndian(material[(AccountId.Length + DigestLength)..], candidate.Timestamp);
        int length = Fixed + Encoding.UTF8.GetBytes(candidate.Uuid, material[Fixed..]);

        Span<byte> digest = stackalloc byte[DigestLength];
        _ = SHA256.HashData(material[..length], digest);
        return new(BinaryPrimitives.ReadUInt64LittleEndian(digest), BinaryPrimitives.ReadUInt64LittleEndian(digest[8..]));
    }
}
