using VerifyFuzz;

namespace Substrate.Cryptography.Tests.Ristretto;

/// <summary>A short, repeatable piece of what <c>make fuzz-verify</c> does at length.</summary>
public class DifferentialTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Every_arithmetic_agrees_with_libsodium_25000_times(int seed)
    {
        DifferentialFuzz fuzz = new();

        fuzz.RunRandom(-seed, 25_000);

        fuzz.Summary.ShouldNotContain(" 0");
    }

    [Fact]
    public void Any_bytes_are_an_input_of_the_fuzz_target()
    {
        DifferentialFuzz fuzz = new();
        for (int operation = 0; operation < 32; operation++)
        {
            fuzz.Run([(byte)operation]);
            fuzz.Run([(byte)operation, .. Enumerable.Repeat((byte)0xff, 400)]);
        }

        fuzz.Run([]);
    }
}
