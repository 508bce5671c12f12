using Substrate.Client.Types;

namespace Substrate.Client.Metadata;

/// <summary>A value or a map that a pallet stores.</summary>
public sealed class StorageEntry
{
    private string? _text;
    private string[]? _namesOfKeys;

    internal StorageEntry()
    {
    }

    /// <summary>Its pallet's name.</summary>
    public required string Pallet { get; init; }

    /// <summary>The name of the pallet that keys begin with.</summary>
    public required string Prefix { get; init; }

    /// <summary>Its name, as in <c>CommitmentOf</c>.</summary>
    public required string Name { get; init; }

    /// <summary>True where a key that holds nothing stands for <see cref="Default"/>; false where it stands for nothing.</summary>
    public required bool HasDefault { get; init; }

    /// <summary>How the parts of a map's key are hashed, in order; empty for a plain value.</summary>
    public required IReadOnlyList<StorageHasher> Hashers { get; init; }

    /// <summary>The ids of the types of the key's parts: as many as there are hashers.</summary>
    public required IReadOnlyList<uint> Keys { get; init; }

    /// <summary>The id of the value's type.</summary>
    public required uint Value { get; init; }

    /// <summary>The encoded value of a key that holds nothing.</summary>
    public required ReadOnlyMemory<byte> Default { get; init; }

    /// <summary>What the runtime says about it.</summary>
    public required Documentation Docs { get; init; }

    /// <inheritdoc/>
    public override string ToString() => _text ??= $"{Pallet}.{Name}";

    /// <summary>What a part of its key is called in messages. Made once: every value that is read has one, and hardly any is shown.</summary>
    internal string NameOfKey(int index)
    {
        _namesOfKeys ??= [.. Keys.Select((_, part) => $"the key of {this}[{part}]")];
        return _namesOfKeys[index];
    }
}
