namespace Substrate.Client.Types;

/// <summary>An enum: one byte that says which form follows.</summary>
public sealed class VariantType : TypeDefinition
{
    private readonly Variant?[] _byIndex;

    internal VariantType(Variant[] variants)
    {
        Variants = variants;
        _byIndex = IsInOrder(variants) ? variants : ByIndex(variants);
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

    /// <summary>True where each form stands at its index, as in most enums.</summary>
    private static bool IsInOrder(Variant[] variants)
    {
        for (int position = 0; position < variants.Length; position++)
        {
            if (variants[position].Index != position)
            {
                return false;
            }
        }

        return true;
    }

    private static Variant?[] ByIndex(Variant[] variants)
    {
        Variant?[] byIndex = new Variant?[variants.Max(variant => variant.Index) + 1];
        foreach (Variant variant in variants)
        {
            byIndex[variant.Index] = variant;
        }

        return byIndex;
    }
}
