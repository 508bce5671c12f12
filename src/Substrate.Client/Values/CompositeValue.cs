using System.Collections.Immutable;

namespace Substrate.Client.Values;

/// <summary>A struct, or the content of an enum's form, whose members have names.</summary>
public sealed class CompositeValue : Value
{
    internal CompositeValue(ImmutableArray<KeyValuePair<string, Value>> members) => Members = members;

    /// <summary>The members in order.</summary>
    public ImmutableArray<KeyValuePair<string, Value>> Members { get; }

    private protected override string Kind => "a struct";

    /// <summary>A member by its name; null where there is none.</summary>
    public Value? Find(string name)
    {
        foreach ((string key, Value value) in Members)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CompositeValue other && Members.AsSpan().SequenceEqual(other.Members.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Members.Length == 0 ? 1 : HashCode.Combine(Members.Length, Members[0].Key, Members[0].Value);

    /// <inheritdoc/>
    public override string ToString() => $"{{{string.Join(", ", Members.Select(member => $"{member.Key}: {member.Value}"))}}}";
}
