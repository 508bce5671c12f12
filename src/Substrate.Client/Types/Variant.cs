namespace Substrate.Client.Types;

/// <summary>One of the forms of an enum: a call, an event, an error, an option's Some.</summary>
public sealed class Variant
{
    internal Variant(string name, byte index, FieldList fields, Documentation docs) =>
        (Name, Index, Fields, Docs) = (name, index, fields, docs);

    /// <summary>Its name, as in <c>set_commitment</c>.</summary>
    public string Name { get; }

    /// <summary>The byte that stands for it.</summary>
    public byte Index { get; }

    /// <summary>The members that follow the byte.</summary>
    public FieldList Fields { get; }

    /// <summary>What the runtime says about it.</summary>
    public Documentation Docs { get; }
}
