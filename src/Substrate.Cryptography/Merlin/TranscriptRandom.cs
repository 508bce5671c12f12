using System.Buffers.Binary;

namespace Substrate.Cryptography.Merlin;

/// <summary>Merlin's transcript generator: random bytes bound to a transcript, to a secret and to outside randomness.</summary>
/// <remarks>
/// Reference: Merlin v1.0, "Transcript RNGs". Parameters: any number of secrets, then 32 bytes from the system's generator. A nonce
/// made so is unpredictable as long as either the secret or the system's randomness is, and differs from transcript to transcript.
/// </remarks>
internal struct TranscriptRandom
{
    internal const int SeedLength = 32;

    private Strobe128 _strobe;

    internal TranscriptRandom(Strobe128 strobe) => _strobe = strobe;

    /// <summary>Mixes a secret in.</summary>
    internal void Rekey(ReadOnlySpan<byte> label, ReadOnlySpan<byte> secret)
    {
        Span<byte> size = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteInt32LittleEndian(size, secret.Length);
        _strobe.MetaAssociatedData(label, more: false);
        _strobe.MetaAssociatedData(size, more: true);
        _strobe.Key(secret, more: false);
    }

    /// <summary>Mixes 32 bytes of outside randomness in, after the last secret.</summary>
    internal void Seed(ReadOnlySpan<byte> randomness)
    {
        _strobe.MetaAssociatedData("rng"u8, more: false);
        _strobe.Key(randomness, more: false);
    }

    /// <summary>Fills <paramref name="destination"/>.</summary>
    internal void Fill(Span<byte> destination)
    {
        Span<byte> size = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteInt32LittleEndian(size, destination.Length);
        _strobe.MetaAssociatedData(size, more: false);
        _strobe.PseudoRandom(destination, more: false);
    }

    /// <summary>Wipes the state; the value is then of no more use.</summary>
    internal void Clear() => _strobe.Clear();
}
