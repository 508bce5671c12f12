using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Substrate.Cryptography.Merlin;
using Substrate.Cryptography.Ristretto;

namespace Substrate.Cryptography.Sr25519;

/// <summary>Verifies with this library's own curve arithmetic, which is fast because nothing it sees is secret.</summary>
/// <remarks>
/// Reference: schnorrkel's <c>PublicKey::verify</c>. Parameters: R' = sB − kA, accepted if its encoding equals that of R; with
/// the tables of a known signer no doubling is done and his key is not decoded again.
/// </remarks>
internal sealed class CurveVerifier<TPoint, TAddend>(SignerTables<TPoint, TAddend> tables) : ISr25519Verifier
    where TPoint : struct, ICurvePoint<TPoint, TAddend>
    where TAddend : struct
{
    /// <inheritdoc/>
    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        Verify(publicKey, message, signature, known: false);

    /// <inheritdoc/>
    [SkipLocalsInit]
    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, bool known)
    {
        if (publicKey.Length != AccountId.Length || signature.Length != Sr25519Verifier.SignatureLength
            || (signature[^1] & SodiumVerifier.Marker) == 0)
        {
            return false;
        }

        ReadOnlySpan<byte> commitment = signature[..FieldElement.Length];
        if (!TryReadScalar(signature[FieldElement.Length..], out Scalar s) || IsIdentity(commitment) || IsIdentity(publicKey))
        {
            return false;
        }

        AccountId signer = AccountId.FromBytes(publicKey);
        WindowTable<TPoint, TAddend>? table = tables.Find(signer);
        EdwardsPoint minusKey = default;
        if (table is null)
        {
            if (!RistrettoEncoding.TryDecode(publicKey, out EdwardsPoint key))
            {
                return false;
            }

            minusKey = -key;
        }

        Scalar challenge = Challenge(publicKey, message, commitment);
        EdwardsPoint result = table is null
            ? DoubleMultiplication<TPoint, TAddend>.Multiply(s, challenge, minusKey)
            : WindowTable<TPoint, TAddend>.Sum(tables.Base, s, table, challenge);

        // That s or the challenge is zero nobody can arrange; libsodium refuses both.
        bool valid = RistrettoEncoding.IsEncoding(commitment, result) && !s.IsZero && !challenge.IsZero;
        if (valid && known && table is null)
        {
            tables.Remember(signer, minusKey);
        }

        return valid;
    }

    [SkipLocalsInit]
    private static Scalar Challenge(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> commitment)
    {
        Span<byte> wide = stackalloc byte[Scalar.WideLength];
        Transcript transcript = SigningContext.Begin(message, publicKey);
        SigningContext.WideChallenge(ref transcript, commitment, wide);
        return Scalar.Reduce(wide);
    }

    /// <summary>Reads s, with the marker taken off.</summary>
    private static bool TryReadScalar(ReadOnlySpan<byte> bytes, out Scalar s) => Scalar.TryCreate(
        BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]) & (ulong.MaxValue >> 1),
        out s);

    private static bool IsIdentity(ReadOnlySpan<byte> point) => !point.ContainsAnyExcept((byte)0);
}
