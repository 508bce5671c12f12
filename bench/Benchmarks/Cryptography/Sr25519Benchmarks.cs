using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Substrate.Cryptography.Merlin;
using Substrate.Cryptography.Mnemonics;
using Substrate.Cryptography.Sr25519;

namespace Benchmarks.Cryptography;

/// <summary>One signature over an Epistula message of 164 bytes; the permutation and a digest of the message as yardsticks.</summary>
[MemoryDiagnoser]
public class Sr25519Benchmarks
{
    private readonly Keypair _pair = SecretUri.Open("//Alice");
    private readonly byte[] _message = new byte[164];
    private readonly byte[] _publicKey;
    private readonly byte[] _signature;
    private readonly byte[] _output = new byte[64];
    private readonly byte[] _state = new byte[KeccakF1600.StateLength];

    public Sr25519Benchmarks()
    {
        _publicKey = _pair.PublicKey.ToArray();
        _signature = _pair.Sign(_message);
    }

    [Benchmark(Baseline = true)]
    public bool Verify() => Sr25519Verifier.Default.Verify(_publicKey, _message, _signature);

    [Benchmark]
    public void Sign() => _pair.Sign(_message, _output);

    [Benchmark]
    public void Permute() => KeccakF1600.Permute(_state);

    [Benchmark]
    public int Sha256() => SHA256.HashData(_message, _output);
}
