using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Substrate.Cryptography.Merlin;
using Substrate.Cryptography.Ristretto;

namespace Substrate.Cryptography.Sr25519;

/// <summary>Verifies with this library's own curve arithmetic, which is fast because nothing it sees is secret.</summary>
/// <remarks>
/// Reference: schnorrkel's <c>PublicKey::verify</c>. Parameters: sB − kA = R, where R must be encoded as it should. With the tables
/// of a known signer no doubling is done, his key is not decoded again, and the left side is compared with R's bytes; a stranger's
/// A and R are decoded, and the equation is multiplied by what makes its scalars short (<see cref="SignatureEquation{TPoint,
/// TAddend}"/>). A second message is judged with what is left of the first.
/// </remarks>
internal sealed class CurveVerifier<TPoint, TAddend>(SignerTables<TPoint, TAddend> tables) : ISr25519Verifier
    where TPoint : struct, ICurvePoint<TPoint, TAddend>
    where TAddend : struct
{
    /// <inheritdoc/>
    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        Verify(publicKey, message, signature, known: false);

    /// <inheritdoc/>
    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, bool known) =>
        Verify(publicKey, new Messages(message), signature, known);

    /// <inheritdoc/>
    public bool VerifyEither(
        ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> otherMessage, ReadOnlySpan<byte> signature, bool known) =>
        Verify(publicKey, new Messages(message, otherMessage), signature, known);

    private bool Verify(ReadOnlySpan<byte> publicKey, Messages messages, ReadOnlySpan<byte> signature, bool known)
    {
        if (publicKey.Length != AccountId.Length || signature.Length != Sr25519Verifier.SignatureLength
            || (signature[^1] & SodiumVerifier.Marker) == 0)
        {
            return false;
        }

        // That s or the challenge is zero nobody can arrange; libsodium refuses both.
        ReadOnlySpan<byte> commitment = signature[..FieldElement.Length];
        if (!TryReadScalar(signature[FieldElement.Length..], out Scalar s) || s.IsZero || IsIdentity(commitment) || IsIdentity(publicKey))
        {
            return false;
        }

        AccountId signer = AccountId.FromBytes(publicKey);
        if (tables.Find(signer) is { } table)
        {
            return IsValid(publicKey, messages, s, commitment, table);
        }

        if (!RistrettoEncoding.TryDecode<TPoint, TAddend>(publicKey, commitment, out EdwardsPoint key, out EdwardsPoint point))
        {
            return false;
        }

        EdwardsPoint minusKey = -key;
        bool valid = IsValid(publicKey, messages, s, commitment, minusKey, point);
        if (valid && known)
        {
            tables.Remember(signer, minusKey);
        }

        return valid;
    }

    /// <summary>Whether the signature of a signer who has a table fits one of the messages.</summary>
    [SkipLocalsInit]
    private bool IsValid(
        ReadOnlySpan<byte> publicKey, Messages messages, in Scalar s, ReadOnlySpan<byte> commitment, WindowTable<TPoint, TAddend> table)
    {
        // The multiples of the base point come nearer while the challenge is worked out.
        Span<sbyte> ofBase = stackalloc sbyte[WindowTable<TPoint, TAddend>.MaximumWindows];
        Span<sbyte> ofKey = stackalloc sbyte[WindowTable<TPoint, TAddend>.MaximumWindows];
        tables.Base.Prepare(s, ofBase);
        Scalar challenge = Challenge(publicKey, messages.First, commitment);
        table.Prepare(challenge, ofKey);
        EdwardsPoint result = WindowTable<TPoint, TAddend>.Sum(tables.Base, ofBase, table, ofKey);
        if (RistrettoEncoding.IsEncoding(commitment, result) && !challenge.IsZero)
        {
            return true;
        }

        if (!messages.AreTwo)
        {
            return false;
        }

        Scalar other = Challenge(publicKey, messages.Second, commitment);
        result = table.Add(result, other - challenge);
        return RistrettoEncoding.IsEncoding(commitment, result) && !other.IsZero;
    }

    /// <summary>Whether the signature of a stranger fits one of the messages.</summary>
    private static bool IsValid(
        ReadOnlySpan<byte> publicKey, Messages messages, in Scalar s, ReadOnlySpan<byte> commitment, in EdwardsPoint minusKey, in EdwardsPoint point)
    {
        SignatureEquation<TPoint, TAddend> equation = new(minusKey, point);
        Scalar challenge = Challenge(publicKey, messages.First, commitment);
        if (equation.Holds(s, challenge) && !challenge.IsZero)
        {
            return true;
        }

        if (!messages.AreTwo)
        {
            return false;
        }

        challenge = Challenge(publicKey, messages.Second, commitment);
        return equation.Holds(s, challenge) && !challenge.IsZero;
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

    /// <summary>One message or two.</summary>
    private readonly ref struct Messages
    {
        internal Messages(ReadOnlySpan<byte> only) => First = only;

        internal Messages(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
        {
            First = first;
            Second = second;
            AreTwo = true;
        }

        internal ReadOnlySpan<byte> First { get; }

        internal ReadOnlySpan<byte> Second { get; }

        internal bool AreTwo { get; }
    }
}
