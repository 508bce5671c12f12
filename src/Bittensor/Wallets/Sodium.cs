using System.Runtime.InteropServices;

namespace Bittensor.Wallets;

/// <summary>The libsodium functions that wallets need, under their native names.</summary>
internal static partial class Sodium
{
    internal const int Argon2i13 = 1;

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
    internal static partial nint sodium_malloc(nuint size);

    [LibraryImport(Library)]
    internal static partial void sodium_free(nint memory);

    [LibraryImport(Library)]
    internal static unsafe partial int sodium_hex2bin(
        byte* output, nuint outputCapacity, byte* hex, nuint hexLength, byte* ignored, nuint* outputLength, byte** hexEnd);

    [LibraryImport(Library)]
    internal static unsafe partial int crypto_pwhash_argon2i(
        byte* output,
        ulong outputLength,
        byte* password,
        ulong passwordLength,
        byte* salt,
        ulong passes,
        nuint memoryBytes,
        int algorithm);

    [LibraryImport(Library)]
    internal static unsafe partial int crypto_secretbox_open_easy(
        byte* message, byte* box, ulong boxLength, byte* nonce, byte* key);
}
