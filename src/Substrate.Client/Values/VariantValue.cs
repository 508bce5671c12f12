namespace Substrate.Client.Values;

/// <summary>A form of an enum: an option's Some, a call, an event, an error.</summary>
public sealed class VariantValue : Value
{
    internal VariantValue(string name, Value content) => (Name, Content) = (name, content);

    /// <summary>The form's name in the metadata.</summary>
    public string Name { get; }

    /// <summary>What follows: the one member without a name, a list, a struct, or <see cref="Value.Unit"/>.</summary>
    public Value Content { get; }

    private protected override string Kind => "a variant";

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is VariantValue other && Name == other.Name && Content.Equals(other.Content);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Content);

    /// <inheritdoc/>
    public override string ToString() => Content switch
    {
        ListValue { Items.IsEmpty: true } => Name,
        CompositeValue composite => $"{Name} {composite}",
        ListValue list => $"{Name}({string.Join(", ", list.Items)})",
        Value single => $"{Name}({single})",
    };
}
