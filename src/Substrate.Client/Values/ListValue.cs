using System.Collections.Immutable;

namespace Substrate.Client.Values;

/// <summary>A sequence, an array, a tuple, or the members of a struct or an enum's form that have no names.</summary>
public sealed class ListValue : Value
{
    internal ListValue(ImmutableArray<Value> items) => Items = items;

    /// <summary>The members in order.</summary>
    public ImmutableArray<Value> Items { get; }

    internal static ListValue Empty { get; } = new([]);

    private protected override string Kind => "a list";

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ListValue other && Items.AsSpan().SequenceEqual(other.Items.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Items.Length == 0 ? 0 : HashCode.Combine(Items.Length, Items[0], Items[^1]);

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(", ", Items)}]";
}
