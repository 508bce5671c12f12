using CsCheck;
using Substrate.Cryptography.Merlin;

namespace Substrate.Cryptography.Tests.Merlin;

public class KeccakF1600Tests
{
    [Fact]
    public void The_state_of_zeros_goes_where_the_published_test_says()
    {
        byte[] state = new byte[KeccakF1600.StateLength];

        KeccakF1600.Permute(state);
        Convert.ToHexStringLower(state).ShouldStartWith("e7dde140798f25f18a47c033f9ccd584eea95aa61e2698d54d49806f304715bd");

        KeccakF1600.Permute(state);
        Convert.ToHexStringLower(state).ShouldStartWith("3ccb6ef94d955c2d6db55770d02c336a6c6bd770128d3d0994d06955b2d9208a");
    }

    [Fact]
    public void Any_state_goes_where_libsodium_sends_it() => Gen.Byte.Array[KeccakF1600.StateLength].Sample(state =>
    {
        byte[] expected = NativeKeccak.Permute(state);

        KeccakF1600.Permute(state);

        state.ShouldBe(expected);
    });
}
