namespace Substrate.Client.Types;

/// <summary>Bounds of the encoded sizes of all types of a registry.</summary>
/// <remarks>
/// Types refer to one another and to themselves, so both bounds are fixpoints, approached from the safe side: a minimum is
/// never too large and a type never called empty that is not, however many rounds are made.
/// </remarks>
internal sealed class TypeSizes
{
    /// <summary>More rounds than real types are nested; a type that contains itself without end would take for ever.</summary>
    private const int Rounds = 64;

    /// <summary>Large enough to refuse any input.</summary>
    private const long Ceiling = int.MaxValue;

    private readonly TypeRegistry _types;
    private readonly int[] _minimum;
    private readonly bool[] _isEmpty;

    public TypeSizes(TypeRegistry types)
    {
        _types = types;
        _minimum = new int[types.Count];
        _isEmpty = new bool[types.Count];
        for (int round = 0; round < Rounds && Improve(); round++)
        {
        }
    }

    /// <summary>The fewest bytes a value takes.</summary>
    public int Minimum(uint id) => id < (uint)_minimum.Length ? _minimum[id] : 0;

    /// <summary>True where a value takes no bytes.</summary>
    public bool IsEmpty(uint id) => id < (uint)_isEmpty.Length && _isEmpty[id];

    private bool Improve()
    {
        bool improved = false;
        for (uint id = 0; id < _types.Count; id++)
        {
            int minimum = (int)Math.Min(MinimumOf(_types[id]), Ceiling);
            bool isEmpty = IsEmptyOf(_types[id]);
            improved |= minimum != _minimum[id] || isEmpty != _isEmpty[id];
            _minimum[id] = minimum;
            _isEmpty[id] = isEmpty;
        }

        return improved;
    }

    private long MinimumOf(TypeDefinition type) => type switch
    {
        CompositeType composite => Sum(composite.Fields),
        VariantType variant => 1 + Least(variant.Variants),
        ArrayType array => Math.Min((long)array.Length * Minimum(array.Element), Ceiling),
        TupleType tuple => Sum(tuple.Elements),
        PrimitiveType primitive => primitive.Kind.MinimumSize(),
        CompactType compact => IsEmpty(compact.Inner) || Minimum(compact.Inner) == 0 ? 0 : 1,
        _ => 1,
    };

    private bool IsEmptyOf(TypeDefinition type) => type switch
    {
        CompositeType composite => AreEmpty(composite.Fields),
        TupleType tuple => AreEmpty(tuple.Elements),
        ArrayType array => array.Length == 0 || IsEmpty(array.Element),
        CompactType compact => IsEmpty(compact.Inner),
        _ => false,
    };

    private long Sum(FieldList fields)
    {
        long sum = 0;
        for (int i = 0; i < fields.Count; i++)
        {
            sum += Minimum(fields[i].Type);
        }

        return sum;
    }

    private long Sum(IReadOnlyList<uint> elements)
    {
        long sum = 0;
        for (int i = 0; i < elements.Count; i++)
        {
            sum += Minimum(elements[i]);
        }

        return sum;
    }

    /// <summary>The fewest bytes that one of the forms takes, without the one that says which.</summary>
    private long Least(IReadOnlyList<Variant> forms)
    {
        long least = forms.Count == 0 ? 0 : long.MaxValue;
        for (int i = 0; i < forms.Count; i++)
        {
            least = Math.Min(least, Sum(forms[i].Fields));
        }

        return least;
    }

    private bool AreEmpty(FieldList fields)
    {
        for (int i = 0; i < fields.Count; i++)
        {
            if (!IsEmpty(fields[i].Type))
            {
                return false;
            }
        }

        return true;
    }

    private bool AreEmpty(IReadOnlyList<uint> elements)
    {
        for (int i = 0; i < elements.Count; i++)
        {
            if (!IsEmpty(elements[i]))
            {
                return false;
            }
        }

        return true;
    }
}
