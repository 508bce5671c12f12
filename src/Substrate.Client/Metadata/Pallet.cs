using Substrate.Client.Types;

namespace Substrate.Client.Metadata;

/// <summary>A pallet of a runtime.</summary>
public sealed class Pallet
{
    internal Pallet()
    {
    }

    /// <summary>Its name, as in <c>Commitments</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The byte that stands for it in calls, events and errors.</summary>
    public required byte Index { get; init; }

    /// <summary>The name its storage keys begin with; mostly equal to <see cref="Name"/>.</summary>
    public string StoragePrefix { get; init; } = "";

    /// <summary>What it stores.</summary>
    public IReadOnlyList<StorageEntry> Storage { get; init; } = [];

    /// <summary>Its constants.</summary>
    public IReadOnlyList<PalletConstant> Constants { get; init; } = [];

    /// <summary>What can be called in it; null where nothing can.</summary>
    public VariantType? Calls { get; init; }

    /// <summary>The events it emits; null where it emits none.</summary>
    public VariantType? Events { get; init; }

    /// <summary>The errors its calls fail with; null where it has none of its own.</summary>
    public VariantType? Errors { get; init; }

    /// <summary>What the runtime says about it; V14 says nothing.</summary>
    public Documentation Docs { get; init; }

    /// <summary>The storage entry of a name; null where there is none.</summary>
    public StorageEntry? FindStorage(string name) => ByName(name);

    /// <summary>The storage entry of a name.</summary>
    /// <exception cref="MetadataException">The pallet has no such entry.</exception>
    public StorageEntry StorageEntry(string name) =>
        FindStorage(name) ?? throw new MetadataException($"the pallet {Name} of this runtime stores no {name}");

    /// <summary>The constant of a name; null where there is none.</summary>
    public PalletConstant? FindConstant(string name) => Constants.FirstOrDefault(constant => constant.Name == name);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} (pallet {Index})";

    private StorageEntry? ByName(string name)
    {
        for (int i = 0; i < Storage.Count; i++)
        {
            if (Storage[i].Name == name)
            {
                return Storage[i];
            }
        }

        return null;
    }
}
