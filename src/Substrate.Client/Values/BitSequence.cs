using System.Collections.Immutable;
using Substrate.Client.Scale;
using Substrate.Client.Types;

namespace Substrate.Client.Values;

/// <summary>Bits packed into little-endian integers, filled from their lowest or from their highest bit.</summary>
internal static class BitSequence
{
    public static Value Read(TypeRegistry types, BitSequenceType type, ref ScaleReader reader)
    {
        (int storeBits, bool highestFirst) = Layout(types, type);
        uint count = reader.ReadCompactU32();
        long stores = (count + (long)storeBits - 1) / storeBits;
        long bytes = stores * (storeBits / 8);
        ReadOnlySpan<byte> packed = bytes <= reader.Remaining
            ? reader.ReadBytes((int)bytes)
            : throw reader.Refusal($"{count} bits are announced and {reader.Remaining} bytes are left");

        bool[] bits = new bool[count];
        int ones = 0;
        for (int i = 0; i < bits.Length; i++)
        {
            int at = Position(i, storeBits, highestFirst);
            bits[i] = (packed[at / 8] >> (at % 8) & 1) == 1;
            ones += bits[i] ? 1 : 0;
        }

        return ones == CountOnes(packed)
            ? new BitsValue(ImmutableArray.Create(bits))
            : throw reader.Refusal("bits are set beyond the end of the bit sequence");
    }

    public static void Write(TypeRegistry types, BitSequenceType type, ScaleWriter writer, BitsValue value)
    {
        (int storeBits, bool highestFirst) = Layout(types, type);
        writer.WriteLength(value.Bits.Length);
        byte[] packed = new byte[(value.Bits.Length + storeBits - 1) / storeBits * (storeBits / 8)];
        for (int i = 0; i < value.Bits.Length; i++)
        {
            int at = Position(i, storeBits, highestFirst);
            packed[at / 8] |= (byte)((value.Bits[i] ? 1 : 0) << (at % 8));
        }

        writer.WriteBytes(packed);
    }

    private static (int StoreBits, bool HighestFirst) Layout(TypeRegistry types, BitSequenceType type)
    {
        if (types[type.Store] is not PrimitiveType { Kind: >= Primitive.U8 and <= Primitive.U64 } store)
        {
            throw new ScaleException($"{types[type.Store]} cannot hold the bits of a bit sequence");
        }

        return types[type.Order].Name switch
        {
            "Lsb0" => (store.Kind.IntegerSize() * 8, false),
            "Msb0" => (store.Kind.IntegerSize() * 8, true),
            string other => throw new ScaleException($"{other} is not an order of bits"),
        };
    }

    /// <summary>Which bit of the packed bytes, counted from the lowest of the first byte, holds bit <paramref name="index"/>.</summary>
    private static int Position(int index, int storeBits, bool highestFirst) =>
        highestFirst ? (index / storeBits * storeBits) + (storeBits - 1 - (index % storeBits)) : index;

    private static int CountOnes(ReadOnlySpan<byte> packed)
    {
        int ones = 0;
        foreach (byte part in packed)
        {
            ones += byte.PopCount(part);
        }

        return ones;
    }
}
