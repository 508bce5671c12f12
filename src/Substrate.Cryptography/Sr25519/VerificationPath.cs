namespace Substrate.Cryptography.Sr25519;

/// <summary>The arithmetic a verifier works with.</summary>
internal enum VerificationPath
{
    /// <summary>libsodium's, in constant time.</summary>
    Sodium,

    /// <summary>Our own on 64-bit words; runs everywhere.</summary>
    Portable,

    /// <summary>Our own on 256-bit vectors; needs AVX2.</summary>
    Avx2,
}
