using System.Runtime.InteropServices;
using CsCheck;
using Substrate.Cryptography.Merlin;

namespace Substrate.Cryptography.Tests.Merlin;

public class Strobe128Tests
{
    [Fact]
    public void The_conformance_test_of_merlin_holds()
    {
        Strobe128 strobe = new("Conformance Test Protocol"u8);
        byte[] output = new byte[32];

        strobe.MetaAssociatedData("ms"u8, more: false);
        strobe.MetaAssociatedData("g"u8, more: true);
        strobe.AssociatedData(Enumerable.Repeat((byte)99, 1024).ToArray(), more: false);
        strobe.MetaAssociatedData("prf"u8, more: false);
        strobe.PseudoRandom(output, more: false);
        Convert.ToHexStringLower(output).ShouldBe("b48e645ca17c667fd5206ba57a6a228d72d8e1903814d3f17f622996d7cfefb0");

        strobe.MetaAssociatedData("key"u8, more: false);
        strobe.Key(output, more: false);
        strobe.MetaAssociatedData("prf"u8, more: false);
        strobe.PseudoRandom(output, more: false);
        Convert.ToHexStringLower(output).ShouldBe("07e45cce8078cee259e3e375bb85d75610e2d1e1201c5f645045a194edd49ff8");
    }

    [Fact]
    public void An_operation_in_two_parts_is_the_operation() =>
        Gen.Select(Gen.Byte.Array[0, 400], Gen.Double[0, 1]).Sample((data, share) =>
        {
            int cut = (int)(data.Length * share);
            Strobe128 whole = new("test"u8);
            Strobe128 parts = whole;

            whole.AssociatedData(data, more: false);
            parts.AssociatedData(data.AsSpan(0, cut), more: false);
            parts.AssociatedData(data.AsSpan(cut), more: true);
            Output(ref parts).ShouldBe(Output(ref whole));

            whole.Key(data, more: false);
            parts.Key(data.AsSpan(0, cut), more: false);
            parts.Key(data.AsSpan(cut), more: true);
            Output(ref parts).ShouldBe(Output(ref whole));
        });

    [Fact]
    public void Output_in_two_parts_is_the_output() => Gen.Int[0, 400].Sample(cut =>
    {
        Strobe128 whole = new("test"u8);
        Strobe128 parts = whole;
        byte[] expected = new byte[400];
        byte[] actual = new byte[400];

        whole.PseudoRandom(expected, more: false);
        parts.PseudoRandom(actual.AsSpan(0, cut), more: false);
        parts.PseudoRandom(actual.AsSpan(cut), more: true);

        actual.ShouldBe(expected);
    });

    [Fact]
    public void An_operation_is_not_continued_by_another()
    {
        Strobe128 strobe = new("test"u8);

        Should.Throw<InvalidOperationException>(() => strobe.Key([1], more: true));
    }

    [Fact]
    public void A_cleared_state_is_zero()
    {
        Strobe128 strobe = new("test"u8);
        strobe.Key([1, 2, 3], more: false);

        strobe.Clear();

        MemoryMarshal.AsBytes(new Span<Strobe128>(ref strobe)).ToArray().ShouldAllBe(b => b == 0);
    }

    private static byte[] Output(ref Strobe128 strobe)
    {
        byte[] output = new byte[64];
        strobe.PseudoRandom(output, more: false);
        return output;
    }
}
