using Substrate.Cryptography.Ristretto;
using Substrate.Cryptography.Sr25519;

namespace Substrate.Cryptography.Tests.Sr25519;

/// <summary>A verifier for each path that this machine supports, with and without tables.</summary>
internal static class Verifiers
{
    private static readonly Dictionary<string, ISr25519Verifier> All = Create();

    internal static TheoryData<string> Names { get; } = [.. All.Keys];

    internal static ISr25519Verifier Of(string name) => All[name];

    /// <summary>A verifier that no other test uses at the same time.</summary>
    internal static ISr25519Verifier Fresh(string name) => Create()[name];

    /// <summary>The verdicts of all, also where another message, which was not signed, might be the one.</summary>
    internal static Verdict[] Judge(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        List<Verdict> verdicts = [];
        byte[] other = [.. message, 0xa5, 0x5a, 0xa5];
        foreach ((string name, ISr25519Verifier verifier) in All)
        {
            verdicts.Add(new(name, verifier.Verify(publicKey, message, signature)));
            verdicts.Add(new(name + ", first of two", verifier.VerifyEither(publicKey, message, other, signature, known: false)));
            verdicts.Add(new(name + ", second of two", verifier.VerifyEither(publicKey, other, message, signature, known: false)));
        }

        return [.. verdicts];
    }

    private static Dictionary<string, ISr25519Verifier> Create()
    {
        Dictionary<string, ISr25519Verifier> all = new()
        {
            ["Default"] = Sr25519Verifier.Default,
            ["Sodium"] = Sr25519Verifier.Create(VerificationPath.Sodium),
            ["Portable"] = Sr25519Verifier.Create(VerificationPath.Portable),
            ["Portable, tables"] = new TabledVerifier<EdwardsPoint, EdwardsAddend>(),
        };
        if (VectorPoint.IsSupported)
        {
            all["Avx2"] = Sr25519Verifier.Create(VerificationPath.Avx2);
            all["Avx2, tables"] = new TabledVerifier<VectorPoint, FieldQuad>();
        }

        return all;
    }
}
