namespace Substrate.Client.Values;

/// <summary>An array or a sequence of bytes.</summary>
public sealed class BytesValue : Value
{
    internal BytesValue(byte[] value) => Value = value;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Value { get; }

    private protected override string Kind => "bytes";

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is BytesValue other && Value.Span.SequenceEqual(other.Value.Span);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(Value.Span);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => $"0x{Convert.ToHexStringLower(Value.Span)}";
}
