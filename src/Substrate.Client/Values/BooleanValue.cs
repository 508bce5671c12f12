namespace Substrate.Client.Values;

/// <summary>A boolean.</summary>
public sealed class BooleanValue : Value
{
    private BooleanValue(bool value) => Value = value;

    /// <summary>Which one.</summary>
    public bool Value { get; }

    internal static BooleanValue True { get; } = new(true);

    internal static BooleanValue False { get; } = new(false);

    private protected override string Kind => "a boolean";

    /// <inheritdoc/>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => Value ? "true" : "false";
}
