using Substrate.Client.Extrinsics;
using Substrate.Cryptography;

namespace Substrate.Client.Tests.Extrinsics;

/// <summary>Gives the signature that was recorded, and keeps what it was asked to sign.</summary>
internal sealed class RecordedSigner(AccountId account, byte[] signature) : ISigner
{
    public byte[] Signed { get; private set; } = [];

    public AccountId Account => account;

    public void Sign(ReadOnlySpan<byte> payload, Span<byte> destination)
    {
        Signed = payload.ToArray();
        signature.CopyTo(destination);
    }
}
