using System.Globalization;
using System.Numerics;

namespace Substrate.Client.Values;

/// <summary>An integer of any width, compact or not.</summary>
public sealed class NumberValue : Value
{
    internal NumberValue(BigInteger value) => Value = value;

    /// <summary>The integer.</summary>
    public BigInteger Value { get; }

    private protected override string Kind => "a number";

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is NumberValue other && Value == other.Value;

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
