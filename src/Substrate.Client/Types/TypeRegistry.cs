using System.Collections;
using Substrate.Client.Metadata;

namespace Substrate.Client.Types;

/// <summary>All types of one runtime version, by their ids.</summary>
public sealed class TypeRegistry : IReadOnlyList<TypeDefinition>
{
    private readonly TypeDefinition[] _types;
    private readonly Lazy<TypeSizes> _sizes;

    internal TypeRegistry(TypeDefinition[] types)
    {
        _types = types;
        _sizes = new Lazy<TypeSizes>(() => new TypeSizes(this));
    }

    /// <inheritdoc/>
    public int Count => _types.Length;

    /// <summary>The type of an id.</summary>
    /// <exception cref="MetadataException">The registry has no such id.</exception>
    public TypeDefinition this[uint id] => id < (uint)_types.Length
        ? _types[id]
        : throw new MetadataException($"the metadata refers to type {id} and has {_types.Length} types");

    /// <inheritdoc/>
    TypeDefinition IReadOnlyList<TypeDefinition>.this[int index] => _types[index];

    /// <summary>The type at a path such as <c>sp_core::crypto::AccountId32</c>; null where there is none.</summary>
    /// <remarks>Where a generic type occurs several times, the first is returned.</remarks>
    public TypeDefinition? Find(string path)
    {
        string[] parts = path.Split("::");
        return Array.Find(_types, type => type.Path.SequenceEqual(parts));
    }

    /// <summary>True where values of the type take no bytes at all.</summary>
    public bool IsEmpty(uint id) => _sizes.Value.IsEmpty(id);

    /// <inheritdoc/>
    public IEnumerator<TypeDefinition> GetEnumerator() => ((IEnumerable<TypeDefinition>)_types).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => _types.GetEnumerator();

    /// <summary>The fewest bytes a value of the type takes; never more than the truth.</summary>
    internal int MinimumSize(uint id) => _sizes.Value.Minimum(id);

    /// <summary>True for a byte and for newtypes of it: arrays and sequences of them are kept as bytes.</summary>
    internal bool IsByte(uint id) => Unwrap(id) is PrimitiveType { Kind: Primitive.U8 };

    /// <summary>The type behind newtypes: what is really encoded.</summary>
    internal TypeDefinition Unwrap(uint id)
    {
        TypeDefinition type = this[id];
        for (int depth = 0; type is CompositeType { Fields.Shape: FieldShape.Newtype } newtype; depth++)
        {
            if (depth == Count)
            {
                throw new MetadataException($"{type} wraps itself");
            }

            type = this[newtype.Fields[0].Type];
        }

        return type;
    }
}
