using Substrate.Cryptography.Ristretto;
using Substrate.Cryptography.Sr25519;

namespace Substrate.Cryptography.Tests.Sr25519;

/// <summary>Verifies with tables for every key that can be decoded, also one that never verified.</summary>
internal sealed class TabledVerifier<TPoint, TAddend> : ISr25519Verifier
    where TPoint : struct, ICurvePoint<TPoint, TAddend>
    where TAddend : struct
{
    private readonly SteppingClock _clock = new();
    private readonly SignerTables<TPoint, TAddend> _tables;
    private readonly CurveVerifier<TPoint, TAddend> _verifier;

    internal TabledVerifier()
    {
        _tables = new(_clock, static work => work());
        _verifier = new(_tables);
    }

    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        MakeTable(publicKey);
        return _verifier.Verify(publicKey, message, signature);
    }

    public bool VerifyEither(
        ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> otherMessage, ReadOnlySpan<byte> signature, bool known)
    {
        MakeTable(publicKey);
        return _verifier.VerifyEither(publicKey, message, otherMessage, signature, known);
    }

    private void MakeTable(ReadOnlySpan<byte> publicKey)
    {
        if (publicKey.Length == AccountId.Length && RistrettoEncoding.TryDecode(publicKey, out EdwardsPoint key))
        {
            AccountId signer = AccountId.FromBytes(publicKey);
            if (_tables.Find(signer) is null)
            {
                _clock.Step(TimeSpan.FromMinutes(1));
                _tables.Remember(signer, -key);
                _tables.Remember(signer, -key);
            }
        }
    }
}
