using System.Runtime.CompilerServices;

namespace Substrate.Cryptography;

/// <summary>32 bytes held inline, so that keys and chain codes live where their owner lives and never on the heap.</summary>
[InlineArray(Length)]
internal struct Bytes32
{
    internal const int Length = 32;

    private byte _first;

    /// <summary>Copies 32 bytes in.</summary>
    /// <exception cref="ArgumentException">There are fewer or more than 32 bytes; <paramref name="what"/> names them.</exception>
    internal static Bytes32 From(ReadOnlySpan<byte> bytes, string what)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException($"{what} has 32 bytes, not {bytes.Length}", nameof(bytes));
        }

        Bytes32 copy = default;
        bytes.CopyTo(copy);
        return copy;
    }
}
