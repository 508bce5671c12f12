using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Substrate.Cryptography.Merlin;

/// <summary>STROBE-128, as far as Merlin needs it: associated data, pseudo-random output and keys over one running state.</summary>
/// <remarks>
/// Reference: M. Hamburg, "The STROBE protocol framework", v1.0.2, https://strobe.sourceforge.io/specs. Parameters: Keccak-f[1600],
/// 128-bit security, rate 166 bytes; no transport operations. A value: a copy goes its own way, and nothing is on the heap.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct Strobe128
{
    private const int Rate = KeccakF1600.StateLength - (2 * 128 / 8) - 2;

    private const byte Inbound = 1;
    private const byte Application = 1 << 1;
    private const byte Cipher = 1 << 2;
    private const byte Meta = 1 << 4;

    private State _state;
    private byte _position;
    private byte _begin;
    private byte _flags;

    /// <summary>Starts a protocol of the given name.</summary>
    internal Strobe128(ReadOnlySpan<byte> protocol)
    {
        Span<byte> state = _state;
        ReadOnlySpan<byte> domain = [1, Rate + 2, 1, 0, 1, 12 * 8];
        domain.CopyTo(state);
        "STROBEv1.0.2"u8.CopyTo(state[domain.Length..]);
        KeccakF1600.Permute(state);
        MetaAssociatedData(protocol, more: false);
    }

    /// <summary>meta-AD: absorbs data that describe the operation to come.</summary>
    internal void MetaAssociatedData(ReadOnlySpan<byte> data, bool more)
    {
        Begin(Meta | Application, more);
        Absorb(data);
    }

    /// <summary>AD: absorbs data.</summary>
    internal void AssociatedData(ReadOnlySpan<byte> data, bool more)
    {
        Begin(Application, more);
        Absorb(data);
    }

    /// <summary>PRF: fills <paramref name="destination"/> with bytes that depend on everything so far.</summary>
    internal void PseudoRandom(Span<byte> destination, bool more)
    {
        Begin(Inbound | Application | Cipher, more);
        Squeeze(destination);
    }

    /// <summary>KEY: replaces part of the state by a secret.</summary>
    internal void Key(ReadOnlySpan<byte> key, bool more)
    {
        Begin(Application | Cipher, more);
        Overwrite(key);
    }

    /// <summary>Wipes the state; the value is then of no more use.</summary>
    internal void Clear() => CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(new Span<Strobe128>(ref this)));

    private void Begin(byte flags, bool more)
    {
        if (more)
        {
            if (flags != _flags)
            {
                throw new InvalidOperationException("an operation of STROBE can only be continued by one of the same kind");
            }

            return;
        }

        byte previous = _begin;
        _begin = (byte)(_position + 1);
        _flags = flags;
        Absorb([previous, flags]);
        if ((flags & Cipher) != 0 && _position != 0)
        {
            Run();
        }
    }

    private void Absorb(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            Span<byte> room = Room(data.Length);
            Xor(room, data);
            Advance(room.Length);
            data = data[room.Length..];
        }
    }

    private void Overwrite(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            Span<byte> room = Room(data.Length);
            data[..room.Length].CopyTo(room);
            Advance(room.Length);
            data = data[room.Length..];
        }
    }

    private void Squeeze(Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            // What was given out is zeroed, so that the state cannot be run backwards.
            Span<byte> room = Room(destination.Length);
            room.CopyTo(destination);
            room.Clear();
            Advance(room.Length);
            destination = destination[room.Length..];
        }
    }

    [UnscopedRef]
    private Span<byte> Room(int wanted) => ((Span<byte>)_state)[_position..Math.Min(Rate, _position + wanted)];

    private void Advance(int count)
    {
        _position += (byte)count;
        if (_position == Rate)
        {
            Run();
        }
    }

    private void Run()
    {
        Span<byte> state = _state;
        state[_position] ^= _begin;
        state[_position + 1] ^= 0x04;
        state[Rate + 1] ^= 0x80;
        KeccakF1600.Permute(state);
        _position = 0;
        _begin = 0;
    }

    private static void Xor(Span<byte> target, ReadOnlySpan<byte> data)
    {
        while (target.Length >= sizeof(ulong))
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(target) ^ BinaryPrimitives.ReadUInt64LittleEndian(data);
            BinaryPrimitives.WriteUInt64LittleEndian(target, word);
            target = target[sizeof(ulong)..];
            data = data[sizeof(ulong)..];
        }

        for (int index = 0; index < target.Length; index++)
        {
            target[index] ^= data[index];
        }
    }

    [InlineArray(KeccakF1600.StateLength)]
    private struct State
    {
        private byte _first;
    }
}
