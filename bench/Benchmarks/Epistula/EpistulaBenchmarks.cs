using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Epistula;
using Epistula.Replay;
using Epistula.Signing;
using Substrate.Cryptography.Sr25519;

namespace Benchmarks.Epistula;

/// <summary>What one request costs before it is forwarded: examining, hashing, verifying, remembering.</summary>
[MemoryDiagnoser]
public class EpistulaBenchmarks : IDisposable
{
    private const string Receiver = "5FJ4gu9eVX6DG4qYi1hxkUgu1yaTm1CnQ4MiiZPjPVaXiATo";

    private readonly Keypair _keypair = Keypair.Generate();
    private readonly ReplayWindow _window = ReplayWindow.InMemory(131_072);
    private readonly byte[] _body = new byte[200];
    private readonly byte[] _largeBody = new byte[1024 * 1024];
    private readonly byte[] _digest = new byte[32];
    private EpistulaSigner _signer = null!;
    private EpistulaVerifier _verifier = null!;
    private EpistulaEnvelope _envelope;
    private EpistulaCandidate _candidate;
    private ulong _next;

    [GlobalSetup]
    public void SetUp()
    {
        SHA256.HashData(_body, _digest);
        _signer = new(_keypair, TimeProvider.System);
        _envelope = _signer.Sign(_digest, Receiver);
        _verifier = new(new() { Receiver = Receiver, AllowedDeltaMilliseconds = long.MaxValue }, Sr25519Verifier.Default, TimeProvider.System);
        if (_verifier.Examine(_envelope, out _candidate) is not EpistulaFailure.None)
        {
            throw new InvalidOperationException("the benchmark's own request is refused");
        }
    }

    [Benchmark]
    public EpistulaFailure Examine() => _verifier.Examine(_envelope, out _);

    [Benchmark]
    public bool Verify() => _verifier.Verify(_candidate, _digest);

    [Benchmark]
    public EpistulaEnvelope Sign() => _signer.Sign(_digest, Receiver);

    [Benchmark]
    public int HashSmallBody() => SHA256.HashData(_body, _digest);

    [Benchmark]
    public int HashLargeBody() => SHA256.HashData(_largeBody, _digest);

    [Benchmark]
    public ReplayKey Fingerprint() => ReplayKey.Of(_candidate, _digest);

    [Benchmark]
    public ReplayVerdict Remember() => _window.TryUse(new(++_next * 0x9E37_79B9_7F4A_7C15, _next * 0xC2B2_AE3D_27D4_EB4F), (long)_next + 50_000, (long)_next);

    public void Dispose()
    {
        _keypair.Dispose();
        _window.Dispose();
        GC.SuppressFinalize(this);
    }
}
