using BenchmarkDotNet.Attributes;
using Benchmarks.Verification;
using Substrate.Cryptography.Ristretto;
using Substrate.Cryptography.Sr25519;

namespace Benchmarks.Cryptography;

/// <summary>One verification of an Epistula message by each path; <c>Benchmarks verify</c> sets them side by side.</summary>
[MemoryDiagnoser]
public class VerificationBenchmarks
{
    private readonly SignedMessage _message = SignedMessage.Some(keys: 1, each: 1)[0];
    private readonly ISr25519Verifier _sodium = Sr25519Verifier.Create(VerificationPath.Sodium);
    private readonly ISr25519Verifier _portable = Sr25519Verifier.Create(VerificationPath.Portable);
    private readonly ISr25519Verifier _vector = Sr25519Verifier.Create(VerificationPath.Avx2);
    private readonly CurveVerifier<EdwardsPoint, EdwardsAddend> _portableKnown = new(new(TimeProvider.System, work => work()));
    private readonly CurveVerifier<VectorPoint, FieldQuad> _vectorKnown = new(new(TimeProvider.System, work => work()));

    [Benchmark(Baseline = true)]
    public bool Sodium() => _sodium.Verify(_message.Key, _message.Message, _message.Signature);

    [Benchmark]
    public bool Portable() => _portable.Verify(_message.Key, _message.Message, _message.Signature);

    [Benchmark]
    public bool PortableWithTable() => _portableKnown.Verify(_message.Key, _message.Message, _message.Signature, known: true);

    [Benchmark]
    public bool Avx2() => _vector.Verify(_message.Key, _message.Message, _message.Signature);

    [Benchmark]
    public bool Avx2WithTable() => _vectorKnown.Verify(_message.Key, _message.Message, _message.Signature, known: true);
}
