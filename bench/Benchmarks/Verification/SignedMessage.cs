using Substrate.Cryptography.Sr25519;

namespace Benchmarks.Verification;

/// <summary>A signature over a message as long as Epistula's.</summary>
internal sealed record SignedMessage(byte[] Key, byte[] Message, byte[] Signature)
{
    private const int EpistulaLength = 164;

    internal static SignedMessage[] Some(int keys, int each)
    {
        List<SignedMessage> messages = [];
        for (int key = 0; key < keys; key++)
        {
            using Keypair pair = Keypair.Generate();
            for (int index = 0; index < each; index++)
            {
                byte[] message = new byte[EpistulaLength];
                Random.Shared.NextBytes(message);
                messages.Add(new(pair.PublicKey.ToArray(), message, pair.Sign(message)));
            }
        }

        return [.. messages];
    }

    internal string ToLine() => $"{Convert.ToHexStringLower(Key)} {Convert.ToHexStringLower(Message)} {Convert.ToHexStringLower(Signature)}";
}
