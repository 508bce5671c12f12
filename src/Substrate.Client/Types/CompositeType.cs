namespace Substrate.Client.Types;

/// <summary>A struct: members one after another.</summary>
public sealed class CompositeType : TypeDefinition
{
    internal CompositeType(FieldList fields) => Fields = fields;

    /// <summary>The members in the order of their bytes.</summary>
    public FieldList Fields { get; }

    private protected override string BuiltInName => "composite";
}
