using System.Buffers.Binary;

namespace Substrate.Cryptography.Merlin;

/// <summary>A Merlin transcript: labelled messages go in, challenges that depend on all of them come out.</summary>
/// <remarks>
/// Reference: H. de Valence, "Merlin", v1.0, https://merlin.cool. Parameters: STROBE-128 under the protocol name <c>Merlin v1.0</c>,
/// lengths as 32 bits little endian. A value: a copy goes its own way, which is how a common beginning is worked out once.
/// </remarks>
internal struct Transcript
{
    private Strobe128 _strobe;

    /// <summary>Starts a transcript of the given application.</summary>
    internal Transcript(ReadOnlySpan<byte> application)
    {
        _strobe = new Strobe128("Merlin v1.0"u8);
        Append("dom-sep"u8, application);
    }

    /// <summary>Appends a message under a label.</summary>
    internal void Append(ReadOnlySpan<byte> label, ReadOnlySpan<byte> message)
    {
        Label(label, message.Length);
        _strobe.AssociatedData(message, more: false);
    }

    /// <summary>Fills <paramref name="destination"/> with the challenge of a label.</summary>
    internal void Challenge(ReadOnlySpan<byte> label, Span<byte> destination)
    {
        Label(label, destination.Length);
        _strobe.PseudoRandom(destination, more: false);
    }

    /// <summary>Starts a generator of secret random bytes that depend on the transcript; the transcript itself stays as it is.</summary>
    internal readonly TranscriptRandom Randomness() => new(_strobe);

    /// <summary>Wipes the state; the value is then of no more use.</summary>
    internal void Clear() => _strobe.Clear();

    private void Label(ReadOnlySpan<byte> label, int length)
    {
        Span<byte> size = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteInt32LittleEndian(size, length);
        _strobe.MetaAssociatedData(label, more: false);
        _strobe.MetaAssociatedData(size, more: true);
    }
}
