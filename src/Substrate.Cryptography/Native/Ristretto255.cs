using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Substrate.Cryptography.Native;

/// <summary>ristretto255, a group of prime order: points and scalars as 32 bytes each, by libsodium, in constant time.</summary>
/// <remarks>
/// Reference: RFC 9496. Parameters: order L = 2^252 + 27742317777372353535851937790883648493; scalars are little endian. A point
/// that is not the canonical encoding of a group element is refused by every function that takes one.
/// </remarks>
internal static class Ristretto255
{
    internal const int PointLength = 32;
    internal const int ScalarLength = 32;
    internal const int WideScalarLength = 64;

    /// <summary>Multiplies a point.</summary>
    /// <returns>Whether the point is valid and the product is not the identity.</returns>
    internal static unsafe bool TryMultiply(ReadOnlySpan<byte> scalar, ReadOnlySpan<byte> point, Span<byte> product)
    {
        Check(scalar, point, product);
        fixed (byte* s = scalar, p = point, output = product)
        {
            return Sodium.crypto_scalarmult_ristretto255(output, s, p) == 0;
        }
    }

    /// <summary>Multiplies the base point.</summary>
    /// <returns>Whether the product is not the identity.</returns>
    internal static unsafe bool TryMultiplyBase(ReadOnlySpan<byte> scalar, Span<byte> product)
    {
        Check(scalar, scalar, product);
        fixed (byte* s = scalar, output = product)
        {
            return Sodium.crypto_scalarmult_ristretto255_base(output, s) == 0;
        }
    }

    /// <summary>Adds two points.</summary>
    /// <returns>Whether both are valid.</returns>
    internal static unsafe bool TryAdd(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> sum)
    {
        Check(left, right, sum);
        fixed (byte* l = left, r = right, output = sum)
        {
            return Sodium.crypto_core_ristretto255_add(output, l, r) == 0;
        }
    }

    /// <summary>Subtracts one point from another.</summary>
    /// <returns>Whether both are valid.</returns>
    internal static unsafe bool TrySubtract(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> difference)
    {
        Check(left, right, difference);
        fixed (byte* l = left, r = right, output = difference)
        {
            return Sodium.crypto_core_ristretto255_sub(output, l, r) == 0;
        }
    }

    /// <summary>Reduces 64 bytes to a scalar below the order.</summary>
    internal static unsafe void Reduce(ReadOnlySpan<byte> wide, Span<byte> scalar)
    {
        if (wide.Length != WideScalarLength || scalar.Length != ScalarLength)
        {
            throw new ArgumentException("64 bytes are reduced to 32", nameof(wide));
        }

        fixed (byte* w = wide, output = scalar)
        {
            Sodium.crypto_core_ristretto255_scalar_reduce(output, w);
        }
    }

    /// <summary>Adds two scalars modulo the order.</summary>
    internal static unsafe void AddScalars(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> sum)
    {
        Check(left, right, sum);
        fixed (byte* l = left, r = right, output = sum)
        {
            Sodium.crypto_core_ristretto255_scalar_add(output, l, r);
        }
    }

    /// <summary>Multiplies two scalars modulo the order.</summary>
    internal static unsafe void MultiplyScalars(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> product)
    {
        Check(left, right, product);
        fixed (byte* l = left, r = right, output = product)
        {
            Sodium.crypto_core_ristretto255_scalar_mul(output, l, r);
        }
    }

    /// <summary>Whether a scalar is below the order. Takes the same time for every scalar and leaves no copy of it.</summary>
    [SkipLocalsInit]
    internal static bool IsCanonicalScalar(ReadOnlySpan<byte> scalar)
    {
        Span<byte> wide = stackalloc byte[WideScalarLength];
        Span<byte> reduced = stackalloc byte[ScalarLength];
        wide.Clear();
        scalar.CopyTo(wide);
        Reduce(wide, reduced);
        bool canonical = CryptographicOperations.FixedTimeEquals(scalar, reduced);
        CryptographicOperations.ZeroMemory(wide);
        CryptographicOperations.ZeroMemory(reduced);
        return canonical;
    }

    // Every argument is 32 bytes; native code would read past a shorter one.
    private static void Check(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> result)
    {
        if (first.Length != 32 || second.Length != 32 || result.Length != 32)
        {
            throw new ArgumentException("points and scalars have 32 bytes", nameof(first));
        }
    }
}
