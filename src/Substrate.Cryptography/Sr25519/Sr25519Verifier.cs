using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Substrate.Cryptography.Ristretto;

namespace Substrate.Cryptography.Sr25519;

/// <summary>Gives the sr25519 verifier to use.</summary>
public static class Sr25519Verifier
{
    /// <summary>The length of a signature in bytes: 64.</summary>
    public const int SignatureLength = 64;

    /// <summary>
    /// The fastest verifier there is on this machine. It allocates nothing but what it prepares for known signers: once for each,
    /// 230 KB for at most 64 of them.
    /// </summary>
    public static ISr25519Verifier Default { get; } = Create(Fastest());

    /// <summary>A verifier that goes one path, for tests and benchmarks; the machine must support it.</summary>
    internal static ISr25519Verifier Create(VerificationPath path) => path switch
    {
        VerificationPath.Sodium => new SodiumVerifier(),
        VerificationPath.Portable => new CurveVerifier<EdwardsPoint, EdwardsAddend>(new()),
        VerificationPath.Avx2 => new CurveVerifier<VectorPoint, FieldQuad>(new()),
        _ => throw new ArgumentOutOfRangeException(nameof(path)),
    };

    /// <summary>
    /// What this machine, and the code as it was compiled, runs fastest. Without an instruction that multiplies two words of 64 bits to
    /// 128 (an old processor, or a native build for one) libsodium is ahead of our own arithmetic.
    /// </summary>
    internal static VerificationPath Fastest() =>
        VectorPoint.IsSupported ? VerificationPath.Avx2
        : Bmi2.X64.IsSupported || ArmBase.Arm64.IsSupported ? VerificationPath.Portable
        : VerificationPath.Sodium;
}
