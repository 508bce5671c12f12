using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text.Unicode;
using Substrate.Cryptography.Hashing;
using Substrate.Cryptography.Native;

namespace Substrate.Cryptography.Sr25519;

/// <summary>
/// One step of a derivation path: hard (<c>//name</c>, needs the secret key) or soft (<c>/name</c>, works on public keys as well).
/// The default value is the soft step <c>/0</c>.
/// </summary>
/// <remarks>
/// Reference: sp-core's <c>DeriveJunction</c>. Parameters: a chain code of 32 bytes. A name of digits is a number, little endian; any
/// other name is its UTF-8 bytes behind their SCALE length. What is shorter is filled up with zeros, what is longer is hashed with
/// BLAKE2b-256. A number beyond 64 bits is taken as a number of up to 256 bits, as polkadot-js does; sp-core takes it as a text.
/// </remarks>
public readonly struct DerivationJunction
{
    private const int MaxNameBytes = (1 << 14) - 1;

    private readonly Bytes32 _chainCode;

    private DerivationJunction(Bytes32 chainCode, bool isHard)
    {
        _chainCode = chainCode;
        IsHard = isHard;
    }

    /// <summary>Whether the step needs the secret key.</summary>
    public bool IsHard { get; }

    /// <summary>A hard step, <c>//name</c>.</summary>
    /// <param name="name">A name or a decimal number, without the slashes.</param>
    /// <exception cref="KeyMaterialException">The name is empty, too long, not valid text, or a number beyond 256 bits.</exception>
    public static DerivationJunction Hard(ReadOnlySpan<char> name) => new(ChainCodeOf(name), isHard: true);

    /// <summary>A soft step, <c>/name</c>.</summary>
    /// <param name="name">A name or a decimal number, without the slash.</param>
    /// <exception cref="KeyMaterialException">The name is empty, too long, not valid text, or a number beyond 256 bits.</exception>
    public static DerivationJunction Soft(ReadOnlySpan<char> name) => new(ChainCodeOf(name), isHard: false);

    /// <summary>A step given by its chain code.</summary>
    /// <param name="chainCode">32 bytes.</param>
    /// <param name="isHard">Whether the step is a hard one.</param>
    /// <exception cref="ArgumentException">There are fewer or more than 32 bytes.</exception>
    public static DerivationJunction FromChainCode(ReadOnlySpan<byte> chainCode, bool isHard) =>
        new(Bytes32.From(chainCode, "a chain code"), isHard);

    /// <summary>Copies the chain code, 32 bytes, to the start of <paramref name="destination"/>.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than 32 bytes.</exception>
    public void CopyChainCodeTo(Span<byte> destination) => ((ReadOnlySpan<byte>)_chainCode).CopyTo(destination);

    private static Bytes32 ChainCodeOf(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty)
        {
            throw new KeyMaterialException("a step of the derivation path has no name; write /name or //name");
        }

        Bytes32 chainCode = default;
        if (!TryWriteNumber(name, chainCode))
        {
            WriteText(name, chainCode);
        }

        return chainCode;
    }

    private static bool TryWriteNumber(ReadOnlySpan<char> name, Span<byte> chainCode)
    {
        // Rust reads a leading plus as part of a 64-bit number; polkadot-js, whose rule larger numbers follow, does not.
        if (ulong.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
            || (name[0] == '+' && ulong.TryParse(name[1..], NumberStyles.None, CultureInfo.InvariantCulture, out number)))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(chainCode, number);
            return true;
        }

        if (name.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        // 2^256 has 78 digits; what is longer is not even converted.
        ReadOnlySpan<char> digits = name.TrimStart('0');
        if (digits.Length > 78 || !BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture)
            .TryWriteBytes(chainCode, out _, isUnsigned: true))
        {
            throw new KeyMaterialException("a step of the derivation path is a number beyond 256 bits; no wallet derives such a key");
        }

        return true;
    }

    private static void WriteText(ReadOnlySpan<char> name, Span<byte> chainCode)
    {
        if (name.Length > MaxNameBytes)
        {
            throw TooLong();
        }

        // A UTF-16 unit takes at most three bytes of UTF-8; the two bytes before them are room for the SCALE length.
        using GuardedMemory memory = GuardedMemory.Allocate(2 + (3 * name.Length));
        using GuardedMemory.Access buffer = memory.Open();
        if (Utf8.FromUtf16(name, buffer.Bytes[2..], out _, out int length, replaceInvalidSequences: false) != OperationStatus.Done)
        {
            throw new KeyMaterialException("a step of the derivation path is not valid Unicode text");
        }

        Span<byte> encoded = buffer.Bytes[..(2 + length)];
        if (length < 64)
        {
            encoded = encoded[1..];
            encoded[0] = (byte)(length << 2);
        }
        else if (length <= MaxNameBytes)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(encoded, (ushort)((length << 2) | 1));
        }
        else
        {
            throw TooLong();
        }

        if (encoded.Length <= chainCode.Length)
        {
            encoded.CopyTo(chainCode);
        }
        else
        {
            Blake2b.Hash(encoded, chainCode);
        }
    }

    private static KeyMaterialException TooLong() => new($"a step of the derivation path is longer than {MaxNameBytes} bytes");
}
