namespace Substrate.Client.Values;

/// <summary>A text, or a single character.</summary>
public sealed class TextValue : Value
{
    internal TextValue(string value) => Value = value;

    /// <summary>The text.</summary>
    public string Value { get; }

    private protected override string Kind => "a text";

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TextValue other && Value == other.Value;

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => $"\"{Value}\"";
}
