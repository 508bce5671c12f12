using System.Runtime.InteropServices;

namespace Substrate.Cryptography.Native;

/// <summary>The libsodium functions this library calls, under their native names.</summary>
internal static partial class Sodium
{
    private const string Library = "libsodium";

    static Sodium()
    {
        // sodium_init is idempotent: 0 on the first call, 1 on later ones, -1 on failure.
        if (sodium_init() < 0)
        {
            throw new DllNotFoundException("libsodium could not be initialised");
        }
    }

    [LibraryImport(Library)]
    private static partial int sodium_init();

    [LibraryImport(Library)]
    internal static unsafe partial int crypto_generichash_blake2b(
        byte* output, nuint outputLength, byte* input, ulong inputLength, byte* key, nuint keyLength);

    [LibraryImport(Library)]
    internal static unsafe partial int crypto_scalarmult_ristretto255(byte* output, byte* scalar, byte* point);

    [LibraryImport(Library)]
    internal static unsafe partial int crypto_scalarmult_ristretto255_base(byte* output, byte* scalar);

    [LibraryImport(Library)]
    internal static unsafe partial int crypto_core_ristretto255_add(byte* output, byte* left, byte* right);

    [LibraryImport(Library)]
    internal static unsafe partial int crypto_core_ristretto255_sub(byte* output, byte* left, byte* right);

    [LibraryImport(Library)]
    internal static unsafe partial void crypto_core_ristretto255_scalar_reduce(byte* output, byte* wide);

    [LibraryImport(Library)]
    internal static unsafe partial void crypto_core_ristretto255_scalar_add(byte* output, byte* left, byte* right);

    [LibraryImport(Library)]
    internal static unsafe partial void crypto_core_ristretto255_scalar_mul(byte* output, byte* left, byte* right);

    [LibraryImport(Library)]
    internal static unsafe partial int crypto_hash_sha512(byte* output, byte* input, ulong inputLength);

    [LibraryImport(Library)]
    internal static partial nint sodium_malloc(nuint size);

    [LibraryImport(Library)]
    internal static partial void sodium_free(nint memory);

    [LibraryImport(Library)]
    internal static partial int sodium_mprotect_readonly(nint memory);
}
