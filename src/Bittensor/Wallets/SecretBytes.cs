using System.Runtime.InteropServices;

namespace Bittensor.Wallets;

/// <summary>
/// Bytes of a secret on their way to a key (a file, a password, a derived key, a plaintext), in libsodium's memory: outside the
/// collector's heap, between guard pages, kept out of swap and core dumps where the system allows it, wiped when disposed and at the
/// latest by the finalizer. It has one owner at a time; a span of it is not used after that owner disposed it.
/// </summary>
internal sealed class SecretBytes : SafeHandle
{
    private SecretBytes(nint memory, int length)
        : base(0, ownsHandle: true)
    {
        SetHandle(memory);
        Length = length;
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    internal int Length { get; private set; }

    internal unsafe Span<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return new Span<byte>((void*)handle, Length);
        }
    }

    /// <summary>Allocates memory whose contents are not yet defined.</summary>
    /// <exception cref="WalletException">The system gives no memory.</exception>
    internal static SecretBytes Allocate(int length)
    {
        nint memory = Sodium.sodium_malloc((nuint)length);
        return memory != 0
            ? new SecretBytes(memory, length)
            : throw new WalletException(
                WalletFailure.NotEnoughMemory,
                "memory",
                $"the system gives no {length} bytes for a secret; free some memory and try again");
    }

    /// <summary>Copies bytes to memory of their own.</summary>
    internal static SecretBytes CopyOf(ReadOnlySpan<byte> bytes)
    {
        SecretBytes copy = Allocate(bytes.Length);
        bytes.CopyTo(copy.Span);
        return copy;
    }

    /// <summary>Leaves the first bytes only. The others are wiped with them.</summary>
    internal void Shorten(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        Length = length;
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        Sodium.sodium_free(handle);
        return true;
    }
}
