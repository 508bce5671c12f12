namespace Substrate.Client.Types;

/// <summary>An enum: one byte that says which form follows.</summary>
public sealed class VariantType : TypeDefinition
{
    private readonly Variant?[] _byIndex;

    internal VariantType(Variant[] variants)
    {
        Variants = variants;
        _byIndex = new Variant?[variants.Length == 0 ? 0 : variants.Max(variant => variant.Index) + 1];
        foreach (Variant variant in variants)
        {
            _byIndex[variant.Index] = variant;
        }
    }

    /// <summary>The forms, in the order of the runtime's source. There can be gaps between their indices.</summary>
    public IReadOnlyList<Variant> Variants { get; }

    private protected override string BuiltInName => "variant";

    /// <summary>The form that a byte stands for; null where there is none.</summary>
    public Variant? Find(byte index) => index < _byIndex.Length ? _byIndex[index] : null;

    /// <summary>The form of a name; null where there is none.</summary>
    public Variant? Find(string name)
    {
        foreach (Variant? variant in _byIndex)
        {
            if (variant?.Name == name)
            {
                return variant;
            }
        }

        return null;
    }
}
