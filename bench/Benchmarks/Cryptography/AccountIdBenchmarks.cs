using BenchmarkDotNet.Attributes;
using Substrate.Cryptography;
using Substrate.Cryptography.Ss58;

namespace Benchmarks.Cryptography;

/// <summary>What a request does with its sender's address: read it, look it up, write it.</summary>
[MemoryDiagnoser]
public class AccountIdBenchmarks
{
    private const string Address = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

    private readonly AccountId _account = AccountId.Parse(Address);
    private readonly char[] _text = new char[Ss58Address.MaxLength];

    [Benchmark(Baseline = true)]
    public bool Parse() => AccountId.TryParse(Address, out _);

    [Benchmark]
    public int Format() => Ss58Address.Encode(_account, Ss58Address.GenericPrefix, _text);

    [Benchmark]
    public int Hash() => _account.GetHashCode();
}
