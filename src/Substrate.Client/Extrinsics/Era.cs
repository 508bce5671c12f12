using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Substrate.Client.Values;

namespace Substrate.Client.Extrinsics;

/// <summary>
/// How long an extrinsic may be included: for ever, or for a number of blocks from a birth block on, whose hash is signed.
/// The default value is immortal.
/// </summary>
/// <remarks>Encoding: sp_runtime's era.rs. A phase is kept in twelve bits, so that of long periods loses its lowest bits.</remarks>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Era
{
    /// <summary>The fewest blocks a mortal extrinsic can live.</summary>
    public const ulong ShortestPeriod = 4;

    /// <summary>The most blocks a mortal extrinsic can live.</summary>
    public const ulong LongestPeriod = 1 << 16;

    private Era(ulong period, ulong phase) => (Period, Phase) = (period, phase);

    /// <summary>The era that never ends.</summary>
    public static Era Immortal => default;

    /// <summary>For how many blocks: a power of two from 4 to 65536; 0 for ever.</summary>
    public ulong Period { get; }

    /// <summary>Where in a period the birth block lies.</summary>
    public ulong Phase { get; }

    /// <summary>True where the era never ends.</summary>
    public bool IsImmortal => Period == 0;

    /// <summary>An era that begins at, or shortly before, a block.</summary>
    /// <param name="current">The number of the block; take a finalized one, that cannot vanish.</param>
    /// <param name="period">For how many blocks; rounded up to a power of two from 4 to 65536.</param>
    public static Era Mortal(ulong current, ulong period)
    {
        ulong rounded = BitOperations.RoundUpToPowerOf2(Math.Clamp(period, ShortestPeriod, LongestPeriod));
        ulong quantum = Quantum(rounded);
        return new Era(rounded, current % rounded / quantum * quantum);
    }

    /// <summary>Reads an era from all of the bytes: one zero byte, or two.</summary>
    /// <returns>Whether they are an era.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out Era era)
    {
        era = default;
        if (bytes is [0])
        {
            return true;
        }

        if (bytes.Length != 2 || bytes[0] == 0)
        {
            return false;
        }

        ushort encoded = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        ulong period = 2UL << (encoded & 0xf);
        ulong phase = (ulong)(encoded >> 4) * Quantum(period);
        if (period < ShortestPeriod || phase >= period)
        {
            return false;
        }

        era = new Era(period, phase);
        return true;
    }

    /// <summary>The bytes: one for ever, two otherwise.</summary>
    public byte[] Encode()
    {
        if (IsImmortal)
        {
            return [0];
        }

        byte[] bytes = new byte[2];
        int length = Math.Clamp(BitOperations.Log2(Period) - 1, 1, 15);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)(length | (int)(Phase / Quantum(Period)) << 4));
        return bytes;
    }

    /// <summary>The number of the block whose hash is signed, and from which on the extrinsic may be included.</summary>
    /// <param name="current">The number of a block within the era; the one it was made with will do.</param>
    public ulong Birth(ulong current) => IsImmortal ? 0 : ((Math.Max(current, Phase) - Phase) / Period * Period) + Phase;

    /// <summary>The number of the first block that may not include the extrinsic any more.</summary>
    /// <param name="current">The number of a block within the era.</param>
    public ulong Death(ulong current) => IsImmortal ? ulong.MaxValue : Birth(current) + Period;

    /// <summary>As metadata has it: an enum with a form for every first byte.</summary>
    internal Value ToValue() => Encode() is [byte first, byte second]
        ? Value.Variant($"Mortal{first}", Value.Of(second))
        : Value.Variant("Immortal");

    private static ulong Quantum(ulong period) => Math.Max(period >> 12, 1);
}
