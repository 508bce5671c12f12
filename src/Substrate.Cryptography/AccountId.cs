using System.Diagnostics.CodeAnalysis;
using Substrate.Cryptography.Hashing;
using Substrate.Cryptography.Sr25519;
using Substrate.Cryptography.Ss58;

namespace Substrate.Cryptography;

/// <summary>
/// The 32 bytes that name an account on a Substrate chain: for an sr25519 key, its public key.
/// The default value is the account of 32 zero bytes.
/// </summary>
/// <remarks>
/// Holds its bytes inline. Whether they are a point of the curve is not checked here: accounts that no key controls exist
/// (pallet accounts, multisignatures).
/// </remarks>
public readonly struct AccountId : IEquatable<AccountId>
{
    /// <summary>The length of an account in bytes: 32.</summary>
    public const int Length = Bytes32.Length;

    private readonly Bytes32 _bytes;

    private AccountId(Bytes32 bytes) => _bytes = bytes;

    /// <summary>Takes over 32 bytes.</summary>
    /// <param name="bytes">The account's bytes.</param>
    /// <exception cref="ArgumentException">There are fewer or more than 32 bytes.</exception>
    public static AccountId FromBytes(ReadOnlySpan<byte> bytes) => new(Bytes32.From(bytes, "an account"));

    /// <summary>Reads an SS58 address of any valid network prefix.</summary>
    /// <param name="text">The address, without anything around it.</param>
    /// <exception cref="FormatException">The text is not an SS58 address of a 32-byte account; the message says why.</exception>
    public static AccountId Parse(ReadOnlySpan<char> text) =>
        Ss58Address.TryDecode(text, out AccountId account, out _, out Ss58Error error)
            ? account
            : throw new FormatException($"not an SS58 address of an account: {Ss58Address.Describe(error)}");

    /// <summary>Reads an SS58 address of any valid network prefix.</summary>
    /// <param name="text">The address, without anything around it.</param>
    /// <param name="account">Receives the account, or the default value if the text is refused.</param>
    /// <returns>Whether the text is an SS58 address of a 32-byte account.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out AccountId account) =>
        Ss58Address.TryDecode(text, out account, out _, out _);

    /// <summary>The account's bytes, read in place.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> AsSpan() => _bytes;

    /// <summary>Copies the 32 bytes to the start of <paramref name="destination"/>.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than 32 bytes.</exception>
    public void CopyTo(Span<byte> destination) => AsSpan().CopyTo(destination);

    /// <summary>Copies the 32 bytes to the start of <paramref name="destination"/> if they fit.</summary>
    /// <returns>Whether the destination has at least 32 bytes.</returns>
    public bool TryCopyTo(Span<byte> destination) => AsSpan().TryCopyTo(destination);

    /// <summary>The 32 bytes in an array of their own.</summary>
    public byte[] ToArray() => AsSpan().ToArray();

    /// <summary>Takes a soft step of sr25519 key derivation, the one <see cref="Keypair.Derive"/> takes with the secret key.</summary>
    /// <param name="junction">The step; a hard one needs the secret key.</param>
    /// <returns>The child's public key.</returns>
    /// <exception cref="KeyMaterialException">The step is a hard one, or this account is no sr25519 public key.</exception>
    public AccountId DeriveSoft(DerivationJunction junction)
    {
        if (junction.IsHard)
        {
            throw new KeyMaterialException("a hard step of derivation (//) needs the secret key; from a public key only soft steps (/) go on");
        }

        Span<byte> chainCode = stackalloc byte[Bytes32.Length];
        Span<byte> child = stackalloc byte[Length];
        junction.CopyChainCodeTo(chainCode);
        return Derivation.TrySoft(AsSpan(), chainCode, child)
            ? FromBytes(child)
            : throw new KeyMaterialException("no key can be derived from this account, because it is no sr25519 public key");
    }

    /// <summary>The account's SS58 address for a network.</summary>
    /// <param name="prefix">The network's prefix, 0 to 16383 without the reserved 46 and 47; 42 is Bittensor's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The prefix is reserved or above 16383.</exception>
    public string ToSs58(ushort prefix = Ss58Address.GenericPrefix) => Ss58Address.Encode(this, prefix);

    /// <summary>The account's SS58 address with prefix 42.</summary>
    public override string ToString() => ToSs58();

    /// <inheritdoc/>
    public bool Equals(AccountId other) => AsSpan().SequenceEqual(other.AsSpan());

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is AccountId other && Equals(other);

    /// <summary>A hash that differs from process to process, so that nobody can prepare accounts that collide.</summary>
    public override int GetHashCode() => MultilinearHash.Of(AsSpan());

    /// <summary>Whether two accounts have the same bytes.</summary>
    public static bool operator ==(AccountId left, AccountId right) => left.Equals(right);

    /// <summary>Whether two accounts differ.</summary>
    public static bool operator !=(AccountId left, AccountId right) => !left.Equals(right);
}
