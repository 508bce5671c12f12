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

    /// <summary>The text between quotes, made fit to be shown.</summary>
    public override string ToString() => $"\"{ForeignText.Clean(Value)}\"";
}
