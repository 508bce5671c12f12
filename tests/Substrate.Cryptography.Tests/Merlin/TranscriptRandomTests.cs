using Substrate.Cryptography.Merlin;

namespace Substrate.Cryptography.Tests.Merlin;

public class TranscriptRandomTests
{
    private static readonly byte[] Secret = new byte[32];
    private static readonly byte[] Randomness = new byte[TranscriptRandom.SeedLength];

    [Fact]
    public void The_same_transcript_secret_and_randomness_give_the_same_bytes() =>
        Fill("message", Secret, Randomness).ShouldBe(Fill("message", Secret, Randomness));

    [Fact]
    public void Another_transcript_secret_or_randomness_gives_other_bytes()
    {
        byte[] expected = Fill("message", Secret, Randomness);
        byte[] other = [1, .. new byte[31]];

        Fill("massage", Secret, Randomness).ShouldNotBe(expected);
        Fill("message", other, Randomness).ShouldNotBe(expected);
        Fill("message", Secret, other).ShouldNotBe(expected);
    }

    [Fact]
    public void Drawing_random_bytes_leaves_the_transcript_as_it_was()
    {
        Transcript transcript = new("test"u8);
        Transcript untouched = transcript;
        byte[] actual = new byte[32];
        byte[] expected = new byte[32];

        transcript.Randomness().Fill(new byte[100]);
        transcript.Challenge("challenge"u8, actual);
        untouched.Challenge("challenge"u8, expected);

        actual.ShouldBe(expected);
    }

    private static byte[] Fill(string message, byte[] secret, byte[] randomness)
    {
        Transcript transcript = new("test"u8);
        transcript.Append("message"u8, System.Text.Encoding.UTF8.GetBytes(message));
        TranscriptRandom random = transcript.Randomness();
        random.Rekey("secret"u8, secret);
        random.Seed(randomness);
        byte[] output = new byte[64];
        random.Fill(output);
        return output;
    }
}
