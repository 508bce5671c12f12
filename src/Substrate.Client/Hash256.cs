using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Substrate.Client;

/// <summary>A hash of 32 bytes: of a block, of an extrinsic. The default value is 32 zero bytes.</summary>
public readonly struct Hash256 : IEquatable<Hash256>
{
    /// <summary>The length in bytes: 32.</summary>
    public const int Length = 32;

    private readonly Inline _bytes;

    private Hash256(ReadOnlySpan<byte> bytes) => bytes.CopyTo(_bytes);

    /// <summary>Takes over 32 bytes.</summary>
    /// <exception cref="ArgumentException">There are fewer or more than 32 bytes.</exception>
    public static Hash256 FromBytes(ReadOnlySpan<byte> bytes) =>
        bytes.Length == Length ? new(bytes) : throw new ArgumentException($"a hash has 32 bytes, not {bytes.Length}", nameof(bytes));

    /// <summary>Reads <c>0x</c> and 64 hexadecimal digits.</summary>
    /// <exception cref="FormatException">The text is something else.</exception>
    public static Hash256 Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out Hash256 hash) ? hash : throw new FormatException("a hash is 0x and 64 hexadecimal digits");

    /// <summary>Reads <c>0x</c> and 64 hexadecimal digits.</summary>
    /// <returns>Whether the text is that.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out Hash256 hash)
    {
        Span<byte> bytes = stackalloc byte[Length];
        bool isHash = text.Length == 2 + (2 * Length)
            && text.StartsWith("0x", StringComparison.Ordinal)
            && Convert.FromHexString(text[2..], bytes, out _, out _) == System.Buffers.OperationStatus.Done;
        hash = isHash ? new Hash256(bytes) : default;
        return isHash;
    }

    /// <summary>The bytes, read in place.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> AsSpan() => _bytes;

    /// <summary><c>0x</c> and 64 lower-case hexadecimal digits.</summary>
    public override string ToString() => $"0x{Convert.ToHexStringLower(AsSpan())}";

    /// <inheritdoc/>
    public bool Equals(Hash256 other) => AsSpan().SequenceEqual(other.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Hash256 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(AsSpan());
        return hash.ToHashCode();
    }

    /// <summary>Whether two hashes have the same bytes.</summary>
    public static bool operator ==(Hash256 left, Hash256 right) => left.Equals(right);

    /// <summary>Whether two hashes differ.</summary>
    public static bool operator !=(Hash256 left, Hash256 right) => !left.Equals(right);

    [InlineArray(Length)]
    private struct Inline
    {
        private byte _first;
    }
}
