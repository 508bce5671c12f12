using System.Buffers.Binary;

namespace VerifyFuzz;

/// <summary>The bytes that choose what is done and with what; zeros follow them without end.</summary>
internal ref struct FuzzInput(ReadOnlySpan<byte> input)
{
    private ReadOnlySpan<byte> _rest = input;

    internal byte Byte()
    {
        Span<byte> one = stackalloc byte[1];
        Fill(one);
        return one[0];
    }

    internal ulong Word()
    {
        Span<byte> eight = stackalloc byte[sizeof(ulong)];
        Fill(eight);
        return BinaryPrimitives.ReadUInt64LittleEndian(eight);
    }

    internal byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        Fill(bytes);
        return bytes;
    }

    /// <summary>One of the given values.</summary>
    internal T Of<T>(IReadOnlyList<T> values) => values[Byte() % values.Count];

    /// <summary>One of the given strings of 32 bytes, or one of them with a bit changed, or any 32 bytes.</summary>
    internal byte[] Bytes32(IReadOnlyList<byte[]> special)
    {
        byte choice = Byte();
        if (choice % 4 == 0)
        {
            return Bytes(32);
        }

        byte[] bytes = [.. Of(special)];
        if (choice % 4 == 1)
        {
            byte bit = Byte();
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        return bytes;
    }

    private void Fill(scoped Span<byte> destination)
    {
        int count = Math.Min(destination.Length, _rest.Length);
        _rest[..count].CopyTo(destination);
        destination[count..].Clear();
        _rest = _rest[count..];
    }
}
