using Substrate.Cryptography.Ristretto;

namespace Substrate.Cryptography.Sr25519;

/// <summary>Gives the sr25519 verifier to use.</summary>
public static class Sr25519Verifier
{
    /// <summary>The length of a signature in bytes: 64.</summary>
    public const int SignatureLength = 64;

    /// <summary>
    /// The fastest verifier there is on this machine. It allocates nothing but what it prepares for known signers: once for each,
    /// 220 KB for at most 64 of them.
    /// </summary>
    public static ISr25519Verifier Default { get; } = Create(VectorPoint.IsSupported ? VerificationPath.Avx2 : VerificationPath.Portable);

    /// <summary>A verifier that goes one path, for tests and benchmarks; the machine must support it.</summary>
    internal static ISr25519Verifier Create(VerificationPath path) => path switch
    {
        VerificationPath.Sodium => new SodiumVerifier(),
        VerificationPath.Portable => new CurveVerifier<EdwardsPoint, EdwardsAddend>(new()),
        VerificationPath.Avx2 => new CurveVerifier<VectorPoint, FieldQuad>(new()),
        _ => throw new ArgumentOutOfRangeException(nameof(path)),
    };
}
