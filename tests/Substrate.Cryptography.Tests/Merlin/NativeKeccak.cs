using System.Runtime.InteropServices;

namespace Substrate.Cryptography.Tests.Merlin;

/// <summary>libsodium's Keccak-f[1600], as a second opinion on ours.</summary>
internal static class NativeKeccak
{
    // The native state is 25 lanes with nothing beside them, but its type is opaque and 224 bytes long.
    private const int OpaqueLength = 224;

    internal static byte[] Permute(byte[] state)
    {
        byte[] native = new byte[OpaqueLength];
        byte[] permuted = new byte[state.Length];
        crypto_core_keccak1600_init(native);
        crypto_core_keccak1600_xor_bytes(native, state, 0, (nuint)state.Length);
        crypto_core_keccak1600_permute_24(native);
        crypto_core_keccak1600_extract_bytes(native, permuted, 0, (nuint)permuted.Length);
        return permuted;
    }

    [DllImport("libsodium")]
    private static extern void crypto_core_keccak1600_init(byte[] state);

    [DllImport("libsodium")]
    private static extern void crypto_core_keccak1600_xor_bytes(byte[] state, byte[] bytes, nuint offset, nuint length);

    [DllImport("libsodium")]
    private static extern void crypto_core_keccak1600_extract_bytes(byte[] state, byte[] bytes, nuint offset, nuint length);

    [DllImport("libsodium")]
    private static extern void crypto_core_keccak1600_permute_24(byte[] state);
}
