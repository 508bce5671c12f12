using Substrate.Cryptography.Merlin;

namespace Substrate.Cryptography.Tests.Merlin;

public class TranscriptTests
{
    [Fact]
    public void The_simple_vector_of_merlin_holds()
    {
        Transcript transcript = new("test protocol"u8);
        transcript.Append("some label"u8, "some data"u8);

        Challenge(ref transcript).ShouldBe("d5a21972d0d5fe320c0d263fac7fffb8145aa640af6e9bca177c03c7efcf0615");
    }

    [Fact]
    public void The_long_vector_of_merlin_holds()
    {
        Transcript transcript = new("test protocol"u8);
        transcript.Append("step1"u8, "some data"u8);
        byte[] data = Enumerable.Repeat((byte)99, 1024).ToArray();
        string challenge = "";
        for (int round = 0; round < 32; round++)
        {
            challenge = Challenge(ref transcript);
            transcript.Append("bigdata"u8, data);
            transcript.Append("challengedata"u8, Convert.FromHexString(challenge));
        }

        challenge.ShouldBe("a8c933f54fae76e3f9bea93648c1308e7dfa2152dd51674ff3ca438351cf003c");
    }

    [Fact]
    public void A_copy_goes_its_own_way()
    {
        Transcript transcript = new("test"u8);
        Transcript copy = transcript;
        Transcript other = transcript;

        copy.Append("label"u8, "message"u8);

        Challenge(ref transcript).ShouldBe(Challenge(ref other));
        Challenge(ref copy).ShouldNotBe(Challenge(ref other));
    }

    [Theory]
    [InlineData("labe", "lmessage")]
    [InlineData("label", "messag")]
    [InlineData("", "labelmessage")]
    public void Labels_and_messages_do_not_run_into_each_other(string label, string message)
    {
        Transcript one = new("test"u8);
        Transcript other = one;
        one.Append("label"u8, "message"u8);
        other.Append(System.Text.Encoding.UTF8.GetBytes(label), System.Text.Encoding.UTF8.GetBytes(message));

        Challenge(ref one).ShouldNotBe(Challenge(ref other));
    }

    private static string Challenge(ref Transcript transcript)
    {
        byte[] challenge = new byte[32];
        transcript.Challenge("challenge"u8, challenge);
        return Convert.ToHexStringLower(challenge);
    }
}
