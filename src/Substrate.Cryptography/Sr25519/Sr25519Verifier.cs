namespace Substrate.Cryptography.Sr25519;

/// <summary>Gives the sr25519 verifier to use.</summary>
public static class Sr25519Verifier
{
    /// <summary>The length of a signature in bytes: 64.</summary>
    public const int SignatureLength = 64;

    /// <summary>The fastest verifier there is on this machine. It does not allocate.</summary>
    public static ISr25519Verifier Default { get; } = new SodiumVerifier();
}
