using System.Collections.Immutable;

namespace Substrate.Client.Values;

/// <summary>A bit sequence.</summary>
public sealed class BitsValue : Value
{
    internal BitsValue(ImmutableArray<bool> bits) => Bits = bits;

    /// <summary>The bits in order.</summary>
    public ImmutableArray<bool> Bits { get; }

    private protected override string Kind => "a bit sequence";

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is BitsValue other && Bits.AsSpan().SequenceEqual(other.Bits.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Bits.Length;

    /// <inheritdoc/>
    public override string ToString() => $"0b{string.Concat(Bits.Select(bit => bit ? '1' : '0'))}";
}
