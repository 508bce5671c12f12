namespace Substrate.Client.Types;

/// <summary>An unsigned integer in its shortest form, or a newtype of one.</summary>
public sealed class CompactType : TypeDefinition
{
    internal CompactType(uint inner) => Inner = inner;

    /// <summary>The id of the type whose values are written shorter.</summary>
    public uint Inner { get; }

    private protected override string BuiltInName => "compact";
}
