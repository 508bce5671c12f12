namespace Substrate.Client.Types;

/// <summary>Members of several types one after another, without names.</summary>
public sealed class TupleType : TypeDefinition
{
    internal TupleType(uint[] elements) => Elements = elements;

    /// <summary>The ids of the members' types, in the order of their bytes.</summary>
    public IReadOnlyList<uint> Elements { get; }

    private protected override string BuiltInName => "tuple";
}
