namespace Substrate.Client.Types;

/// <summary>Any number of elements of one type, their number before them.</summary>
public sealed class SequenceType : TypeDefinition
{
    internal SequenceType(uint element) => Element = element;

    /// <summary>The id of the elements' type.</summary>
    public uint Element { get; }

    private protected override string BuiltInName => "sequence";
}
