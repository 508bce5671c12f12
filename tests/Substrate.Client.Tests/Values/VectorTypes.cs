using FakeNode.Metadata;
using Substrate.Client.Metadata;
using Substrate.Client.Types;

namespace Substrate.Client.Tests.Values;

/// <summary>The types that the test vectors name, in a registry of our own.</summary>
internal sealed class VectorTypes
{
    private readonly MetadataBuilder _builder = new();

    public VectorTypes()
    {
        _builder.Types.Enum("E1", "E1", new(0, "A", []), new(1, "B", []), new(2, "C", []));
        _builder.Types.Enum(
            "E2",
            "E2",
            new(0, "None", []),
            new(1, "Num", [("", "u32")]),
            new(2, "Pair", [("", "u8"), ("", "Text")]),
            new(3, "Named", [("x", "u16"), ("y", "Option<bool>")]));
        _builder.Types.Struct("S1", "S1", ("id", "u16"), ("name", "Text"), ("tags", "Vec<Text>"), ("inner", "(bool,Compact<u32>)"));
    }

    /// <summary>The types to be extended.</summary>
    public TypeBook Book => _builder.Types;

    /// <summary>The registry and the id of a type in it.</summary>
    public (TypeRegistry Registry, uint Id) this[string notation]
    {
        get
        {
            uint id = _builder.Types[notation];
            return (RuntimeMetadata.Parse(_builder.Build(15)).Types, id);
        }
    }
}
