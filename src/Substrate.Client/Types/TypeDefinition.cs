namespace Substrate.Client.Types;

/// <summary>A type of the runtime: one of the eight kinds that SCALE metadata knows.</summary>
public abstract class TypeDefinition
{
    private protected TypeDefinition()
    {
    }

    /// <summary>Its number in the registry. It differs from one runtime version to the next.</summary>
    public uint Id { get; internal set; }

    /// <summary>
    /// Where the runtime's source has it, as in <c>sp_core</c>, <c>crypto</c>, <c>AccountId32</c>; empty for built-in types.
    /// </summary>
    public IReadOnlyList<string> Path { get; internal set; } = [];

    /// <summary>What its generic parameters stand for.</summary>
    public IReadOnlyList<TypeParameter> Parameters { get; internal set; } = [];

    /// <summary>What the runtime says about it.</summary>
    public Documentation Docs { get; internal set; }

    /// <summary>The last part of the path, or the kind of a built-in type.</summary>
    public string Name => Path.Count > 0 ? Path[^1] : BuiltInName;

    private protected abstract string BuiltInName { get; }

    /// <summary>The whole path with the number, for messages.</summary>
    public override string ToString() => $"{(Path.Count > 0 ? string.Join("::", Path) : BuiltInName)} (type {Id})";
}
