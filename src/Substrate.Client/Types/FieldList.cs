using System.Collections;

namespace Substrate.Client.Types;

/// <summary>The members of a composite or of a variant, in the order of their bytes.</summary>
public sealed class FieldList : IReadOnlyList<Field>
{
    private readonly Field[] _fields;

    internal FieldList(Field[] fields)
    {
        _fields = fields;
        Shape = fields switch
        {
            [] => FieldShape.Unit,
            [{ Name: null }] => FieldShape.Newtype,
            _ when Array.TrueForAll(fields, field => field.Name is not null) => FieldShape.Named,
            _ => FieldShape.Tuple,
        };
    }

    /// <summary>No members at all, which most variants have.</summary>
    internal static FieldList Unit { get; } = new([]);

    /// <summary>How the members hang together.</summary>
    public FieldShape Shape { get; }

    /// <inheritdoc/>
    public int Count => _fields.Length;

    /// <inheritdoc/>
    public Field this[int index] => _fields[index];

    /// <inheritdoc/>
    public IEnumerator<Field> GetEnumerator() => ((IEnumerable<Field>)_fields).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => _fields.GetEnumerator();
}
