namespace Bittensor.Wallets;

/// <summary>Argon2i as btwallet uses it to make a key of a password.</summary>
/// <remarks>
/// Reference: RFC 9106; btwallet's <c>derive_key</c>. Parameters: type i (not id), version 0x13, 8 passes, 512 MiB, one lane, 32 bytes
/// out, and one salt for everybody, so that equal passwords give equal keys. Takes one to three seconds.
/// </remarks>
internal static class Argon2i
{
    internal const int KeyLength = 32;
    internal const long MemoryBytes = 512L * 1024 * 1024;

    private const int Passes = 8;

    private static ReadOnlySpan<byte> Salt =>
        [0x13, 0x71, 0x83, 0xdf, 0xf1, 0x5a, 0x09, 0xbc, 0x9c, 0x90, 0xb5, 0x51, 0x87, 0x39, 0xe9, 0xb1];

    /// <summary>Derives a key.</summary>
    /// <returns>False if the system does not give the memory.</returns>
    internal static unsafe bool TryDerive(ReadOnlySpan<byte> password, Span<byte> key, long memoryBytes = MemoryBytes)
    {
        fixed (byte* output = key, input = password, salt = Salt)
        {
            return Sodium.crypto_pwhash_argon2i(
                output, (ulong)key.Length, input, (ulong)password.Length, salt, Passes, (nuint)memoryBytes, Sodium.Argon2i13) == 0;
        }
    }
}
