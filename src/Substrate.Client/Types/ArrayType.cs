namespace Substrate.Client.Types;

/// <summary>A fixed number of elements of one type.</summary>
public sealed class ArrayType : TypeDefinition
{
    internal ArrayType(uint length, uint element) => (Length, Element) = (length, element);

    /// <summary>How many elements there are.</summary>
    public uint Length { get; }

    /// <summary>The id of the elements' type.</summary>
    public uint Element { get; }

    private protected override string BuiltInName => "array";
}
