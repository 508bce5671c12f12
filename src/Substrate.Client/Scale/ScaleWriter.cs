using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Substrate.Client.Scale;

/// <summary>Writes SCALE to a buffer.</summary>
/// <remarks>Numbers are little endian.</remarks>
/// <param name="output">Receives the bytes.</param>
public readonly ref struct ScaleWriter(IBufferWriter<byte> output)
{
    /// <summary>The most bytes that a number takes in the big mode of compacts.</summary>
    private const int MaximumCompactBytes = 67;

    private readonly IBufferWriter<byte> _output = output;

    /// <summary>Writes bytes as they are.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes) => _output.Write(bytes);

    /// <summary>Writes a u8.</summary>
    public void WriteU8(byte value)
    {
        _output.GetSpan(1)[0] = value;
        _output.Advance(1);
    }

    /// <summary>Writes a u16.</summary>
    public void WriteU16(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_output.GetSpan(2), value);
        _output.Advance(2);
    }

    /// <summary>Writes a u32.</summary>
    public void WriteU32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_output.GetSpan(4), value);
        _output.Advance(4);
    }

    /// <summary>Writes a u64.</summary>
    public void WriteU64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_output.GetSpan(8), value);
        _output.Advance(8);
    }

    /// <summary>Writes a u128.</summary>
    public void WriteU128(UInt128 value)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(_output.GetSpan(16), value);
        _output.Advance(16);
    }

    /// <summary>Writes an integer in <paramref name="size"/> bytes.</summary>
    /// <exception cref="ScaleException">The value does not fit.</exception>
    public void WriteInteger(BigInteger value, int size, bool isSigned)
    {
        Span<byte> bytes = _output.GetSpan(size)[..size];
        bytes.Fill(value.Sign < 0 ? (byte)0xff : (byte)0);
        if ((!isSigned && value.Sign < 0) || !value.TryWriteBytes(bytes, out _, isUnsigned: !isSigned))
        {
            throw new ScaleException($"{value} does not fit {(isSigned ? 'i' : 'u')}{size * 8}");
        }

        _output.Advance(size);
    }

    /// <summary>Writes a boolean: 0 or 1.</summary>
    public void WriteBoolean(bool value) => WriteU8(value ? (byte)1 : (byte)0);

    /// <summary>Writes the byte before an optional value: 1 where a value follows.</summary>
    public void WriteOption(bool hasValue) => WriteBoolean(hasValue);

    /// <summary>Writes a compact integer.</summary>
    public void WriteCompact(ulong value)
    {
        switch (value)
        {
            case < 1 << 6:
                WriteU8((byte)(value << 2));
                break;
            case < 1 << 14:
                WriteU16((ushort)((value << 2) | 0b01));
                break;
            case < 1 << 30:
                WriteU32((uint)((value << 2) | 0b10));
                break;
            default:
                WriteBigCompact(value);
                break;
        }
    }

    /// <summary>Writes a compact integer of up to 67 bytes.</summary>
    /// <exception cref="ScaleException">The value is negative or longer.</exception>
    public void WriteCompact(BigInteger value)
    {
        if (value.Sign < 0 || value.GetByteCount(isUnsigned: true) > MaximumCompactBytes)
        {
            throw new ScaleException($"{value} is not a number that a compact can hold");
        }

        if (value < 1 << 30)
        {
            WriteCompact((ulong)value);
        }
        else
        {
            WriteBigCompact(value);
        }
    }

    /// <summary>Writes the number of elements that follow.</summary>
    public void WriteLength(int length) => WriteCompact((ulong)length);

    /// <summary>Writes a sequence of bytes (<c>Vec&lt;u8&gt;</c>): its length, then the bytes.</summary>
    public void WriteByteSequence(ReadOnlySpan<byte> bytes)
    {
        WriteLength(bytes.Length);
        WriteBytes(bytes);
    }

    /// <summary>Writes a text as the sequence of its UTF-8 bytes.</summary>
    /// <exception cref="ScaleException">The text holds half of a surrogate pair.</exception>
    public void WriteText(ReadOnlySpan<char> text)
    {
        try
        {
            WriteLength(StrictUtf8.Encoding.GetByteCount(text));
        }
        catch (EncoderFallbackException)
        {
            throw new ScaleException("the text holds half of a surrogate pair and has no UTF-8");
        }

        _ = StrictUtf8.Encoding.GetBytes(text, _output);
    }

    private void WriteBigCompact(BigInteger value)
    {
        int count = value.GetByteCount(isUnsigned: true);
        WriteU8((byte)(((count - 4) << 2) | 0b11));
        WriteInteger(value, count, isSigned: false);
    }
}
