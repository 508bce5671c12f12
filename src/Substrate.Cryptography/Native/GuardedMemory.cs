using System.Runtime.InteropServices;

namespace Substrate.Cryptography.Native;

/// <summary>
/// Memory for secrets, from libsodium: outside the collector's heap, between guard pages, kept out of swap and core dumps where
/// the system allows it, wiped when freed. Freed at the latest by the finalizer.
/// </summary>
internal sealed class GuardedMemory : SafeHandle
{
    private GuardedMemory(nint memory, int length)
        : base(0, ownsHandle: true)
    {
        SetHandle(memory);
        Length = length;
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    internal int Length { get; }

    /// <summary>Allocates memory that can be written until it is sealed.</summary>
    /// <exception cref="InvalidOperationException">The system gives no memory.</exception>
    internal static GuardedMemory Allocate(int length)
    {
        nint memory = Sodium.sodium_malloc((nuint)length);
        return memory != 0
            ? new GuardedMemory(memory, length)
            : throw new InvalidOperationException($"the system gives no {length} bytes of guarded memory for a secret");
    }

    /// <summary>Makes the memory read-only, so that a stray write stops the program instead of changing a key.</summary>
    internal void Seal()
    {
        if (Sodium.sodium_mprotect_readonly(handle) != 0)
        {
            throw new InvalidOperationException("the memory of a secret could not be made read-only");
        }
    }

    /// <summary>Opens the memory for as long as the access is not disposed, whoever disposes the memory meanwhile.</summary>
    /// <exception cref="ObjectDisposedException">The memory was disposed before.</exception>
    internal Access Open() => new(this);

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        Sodium.sodium_free(handle);
        return true;
    }

    /// <summary>Keeps the memory alive while its bytes are in use.</summary>
    internal readonly ref struct Access
    {
        private readonly GuardedMemory _memory;

        internal unsafe Access(GuardedMemory memory)
        {
            bool added = false;
            memory.DangerousAddRef(ref added);
            _memory = memory;
            Bytes = new Span<byte>((void*)memory.handle, memory.Length);
        }

        internal Span<byte> Bytes { get; }

        public void Dispose() => _memory.DangerousRelease();
    }
}
