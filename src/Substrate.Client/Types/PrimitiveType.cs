namespace Substrate.Client.Types;

/// <summary>A type that is built into SCALE.</summary>
public sealed class PrimitiveType : TypeDefinition
{
    internal PrimitiveType(Primitive kind) => Kind = kind;

    /// <summary>Which one.</summary>
    public Primitive Kind { get; }

    private protected override string BuiltInName => Kind.ToString();
}
