using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Substrate.Client.Scale;

/// <summary>
/// Reads SCALE from a span, strictly: what parity-scale-codec refuses is refused here (compacts that are not canonical, other
/// bytes than 0 and 1 for booleans and options, text that is not UTF-8, lengths that the remaining bytes cannot hold).
/// </summary>
/// <remarks>Numbers are little endian. Every method throws <see cref="ScaleException"/> where the bytes do not fit.</remarks>
/// <param name="input">The bytes to read.</param>
public ref struct ScaleReader(ReadOnlySpan<byte> input)
{
    private readonly ReadOnlySpan<byte> _input = input;
    private int _position;

    /// <summary>How many bytes were read.</summary>
    public readonly int Position => _position;

    /// <summary>How many bytes are left.</summary>
    public readonly int Remaining => _input.Length - _position;

    /// <summary>Reads <paramref name="count"/> bytes as they are; the span lies in the input.</summary>
    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if ((uint)count > (uint)Remaining)
        {
            throw Refusal($"{count} bytes are needed and {Remaining} are left");
        }

        ReadOnlySpan<byte> bytes = _input.Slice(_position, count);
        _position += count;
        return bytes;
    }

    /// <summary>Reads a u8.</summary>
    public byte ReadU8() => ReadBytes(1)[0];

    /// <summary>Reads a u16.</summary>
    public ushort ReadU16() => BinaryPrimitives.ReadUInt16LittleEndian(ReadBytes(2));

    /// <summary>Reads a u32.</summary>
    public uint ReadU32() => BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4));

    /// <summary>Reads a u64.</summary>
    public ulong ReadU64() => BinaryPrimitives.ReadUInt64LittleEndian(ReadBytes(8));

    /// <summary>Reads a u128.</summary>
    public UInt128 ReadU128() => BinaryPrimitives.ReadUInt128LittleEndian(ReadBytes(16));

    /// <summary>Reads an integer of <paramref name="size"/> bytes: 1 to 32 in SCALE.</summary>
    public BigInteger ReadInteger(int size, bool isSigned) => new(ReadBytes(size), isUnsigned: !isSigned);

    /// <summary>Reads a boolean: one byte, 0 or 1.</summary>
    public bool ReadBoolean() => ReadTag("boolean");

    /// <summary>Reads the byte before an optional value: true where a value follows.</summary>
    public bool ReadOption() => ReadTag("option");

    /// <summary>Reads a compact integer that fits a u32.</summary>
    public uint ReadCompactU32() => (uint)ReadCompactUpTo(uint.MaxValue);

    /// <summary>Reads a compact integer that fits a u64.</summary>
    public ulong ReadCompactU64() => (ulong)ReadCompactUpTo(ulong.MaxValue);

    /// <summary>Reads a compact integer that fits a u128.</summary>
    public UInt128 ReadCompactU128() => ReadCompactUpTo(UInt128.MaxValue);

    /// <summary>Reads a compact integer of any size SCALE can express: up to 67 bytes.</summary>
    public BigInteger ReadCompact()
    {
        ReadOnlySpan<byte> bytes = ReadCompactBytes(out int shift);
        return new BigInteger(bytes, isUnsigned: true) >> shift;
    }

    /// <summary>
    /// Reads the number of elements that follow. A number that the remaining bytes cannot hold is refused here, before
    /// anything is allocated for it.
    /// </summary>
    /// <param name="minimumElementSize">The fewest bytes an element takes; with 0 the number is not bounded by the input.</param>
    public int ReadLength(int minimumElementSize)
    {
        uint length = ReadCompactU32();
        if (length > int.MaxValue || (long)length * minimumElementSize > Remaining)
        {
            throw Refusal($"{length} elements of at least {minimumElementSize} bytes are announced and {Remaining} bytes are left");
        }

        return (int)length;
    }

    /// <summary>Reads a sequence of bytes (<c>Vec&lt;u8&gt;</c>); the span lies in the input.</summary>
    public ReadOnlySpan<byte> ReadByteSequence() => ReadBytes(ReadLength(1));

    /// <summary>Reads a text: a sequence of bytes that is UTF-8.</summary>
    public string ReadText()
    {
        int start = _position;
        ReadOnlySpan<byte> bytes = ReadByteSequence();
        try
        {
            return StrictUtf8.Encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw ScaleException.At(start, "the text is not UTF-8");
        }
    }

    /// <summary>Refuses bytes that are left over.</summary>
    public readonly void EnsureEnd()
    {
        if (Remaining != 0)
        {
            throw Refusal($"{Remaining} bytes are left over");
        }
    }

    internal readonly ScaleException Refusal(string message) => ScaleException.At(_position, message);

    private bool ReadTag(string of)
    {
        byte tag = ReadU8();
        return tag <= 1 ? tag == 1 : throw ScaleException.At(_position - 1, $"{tag} is not a tag of a {of}, which is 0 or 1");
    }

    private UInt128 ReadCompactUpTo(UInt128 maximum)
    {
        int start = _position;
        ReadOnlySpan<byte> bytes = ReadCompactBytes(out int shift);
        if (bytes.Length <= 16)
        {
            Span<byte> wide = stackalloc byte[16];
            wide.Clear();
            bytes.CopyTo(wide);
            UInt128 value = BinaryPrimitives.ReadUInt128LittleEndian(wide) >> shift;
            if (value <= maximum)
            {
                return value;
            }
        }

        throw ScaleException.At(start, $"the compact number exceeds {maximum}");
    }

    /// <summary>The bytes that hold a compact number, to be shifted right by the bits of its mode.</summary>
    private ReadOnlySpan<byte> ReadCompactBytes(out int shift)
    {
        byte first = Remaining > 0 ? _input[_position] : throw Refusal("a compact number is needed and no byte is left");
        int mode = first & 0b11;
        if (mode != 0b11)
        {
            shift = 2;
            ReadOnlySpan<byte> bytes = ReadBytes(1 << mode);

            // Canonical: the number would not fit the next smaller mode, which holds 6 or 14 bits.
            return mode == 0 || HasBitsFrom(bytes, mode == 1 ? 8 : 16) ? bytes : throw NotCanonical();
        }

        shift = 0;
        _ = ReadU8();
        ReadOnlySpan<byte> big = ReadBytes((first >> 2) + 4);
        bool canonical = big.Length == 4 ? big[3] >= 0x40 : big[^1] != 0;
        return canonical ? big : throw NotCanonical();
    }

    private static bool HasBitsFrom(ReadOnlySpan<byte> bytes, int bit) => bytes[(bit / 8)..].IndexOfAnyExcept((byte)0) >= 0;

    private readonly ScaleException NotCanonical() => Refusal("the compact number is not in its shortest form");
}
