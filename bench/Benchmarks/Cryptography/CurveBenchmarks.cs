using BenchmarkDotNet.Attributes;
using Substrate.Cryptography.Ristretto;

namespace Benchmarks.Cryptography;

/// <summary>What verification is made of.</summary>
public class CurveBenchmarks
{
    private readonly byte[] _encoding = new byte[FieldElement.Length];
    private FieldElement _element = CurveConstants.D;
    private FieldQuad _quad = new(CurveConstants.D, CurveConstants.TwoD, CurveConstants.SqrtM1, CurveConstants.InvSqrtAMinusD);

    public CurveBenchmarks() => RistrettoEncoding.Encode(CurveConstants.Base, _encoding);

    [Benchmark]
    public void Multiply() => _element *= _element;

    [Benchmark]
    public void Square() => _element = _element.Squared();

    [Benchmark]
    public void MultiplyFour() => FieldQuad.Multiply(_quad, _quad, out _quad);

    [Benchmark]
    public void SquareFour() => FieldQuad.Square(_quad, out _quad);

    [Benchmark]
    public bool Decode() => RistrettoEncoding.TryDecode(_encoding, out _);

    [Benchmark]
    public void Encode() => RistrettoEncoding.Encode(CurveConstants.Base, _encoding);

    [Benchmark]
    public object BuildTable() => new WindowTable<VectorPoint, FieldQuad>(CurveConstants.Base, 6);
}
