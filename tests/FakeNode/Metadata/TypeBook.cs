using Substrate.Client.Scale;
using Substrate.Client.Types;

namespace FakeNode.Metadata;

/// <summary>The types of a runtime under construction, asked for in Rust's notation: <c>Vec&lt;(u16,AccountId32)&gt;</c>.</summary>
public sealed class TypeBook
{
    private readonly List<byte[]> _entries = [];
    private readonly Dictionary<string, uint> _ids = [];

    public TypeBook()
    {
        _ = Alias("Text", "str");
        _ = Alias("Bytes", "Vec<u8>");
        _ = Newtype("H256", "primitive_types::H256", "[u8;32]");
        _ = Newtype("AccountId32", "sp_core::crypto::AccountId32", "[u8;32]");
    }

    /// <summary>The id of a type; built-in ones come into being when they are first asked for.</summary>
    public uint this[string notation]
    {
        get
        {
            string name = notation.Replace(" ", "", StringComparison.Ordinal);
            return _ids.TryGetValue(name, out uint id) ? id : Build(name);
        }
    }

    /// <summary>A second name for a type.</summary>
    public uint Alias(string name, string notation) => _ids[name] = this[notation];

    /// <summary>A struct around one member without a name.</summary>
    public uint Newtype(string name, string path, string inner) => Struct(name, path, ("", inner));

    /// <summary>A struct.</summary>
    public uint Struct(string name, string path, params IReadOnlyList<(string Name, string Type)> fields) =>
        Define(name, Entry(path, [], 0, Encoding.Encode(w => WriteFields(w, fields))));

    /// <summary>A struct with generic parameters.</summary>
    public uint Generic(string path, params IReadOnlyList<(string Name, uint Type)> parameters) =>
        Define(path, Entry(path, parameters, 0, [0]));

    /// <summary>An enum.</summary>
    public uint Enum(string name, string path, params IReadOnlyList<VariantDefinition> variants) =>
        Define(name, Entry(path, [], 1, Encoding.Encode(w => w.WriteAll(variants, (v, variant) =>
        {
            v.WriteText(variant.Name);
            WriteFields(v, variant.Fields);
            v.WriteU8(variant.Index);
            v.WriteDocs(variant.Docs);
        }))));

    /// <summary>The id of a type that is defined later: types may refer to one another and to themselves.</summary>
    public uint Declare(string name) => Define(name, []);

    internal void WriteTo(ScaleWriter writer)
    {
        writer.WriteLength(_entries.Count);
        for (int id = 0; id < _entries.Count; id++)
        {
            writer.WriteType((uint)id);
            writer.WriteBytes(_entries[id]);
        }
    }

    private uint Build(string name)
    {
        if (System.Enum.TryParse(Primitives.NameOf(name), out Primitive primitive))
        {
            return BuiltIn(name, 5, [(byte)primitive]);
        }

        (string head, string[] arguments) = Notation.Split(name);
        return head switch
        {
            "()" => BuiltIn(name, 4, Encoding.Encode(w => w.WriteAll(arguments, (v, argument) => v.WriteType(this[argument])))),
            "[]" => BuiltIn(
                name, 3, Encoding.Encode(w => { w.WriteU32(uint.Parse(arguments[1], provider: null)); w.WriteType(this[arguments[0]]); })),
            "Vec" => BuiltIn(name, 2, Encoding.Encode(w => w.WriteType(this[arguments[0]]))),
            "Compact" => BuiltIn(name, 6, Encoding.Encode(w => w.WriteType(this[arguments[0]]))),
            "BitVec" => BuiltIn(name, 7, Encoding.Encode(w => { w.WriteType(this[arguments[0]]); w.WriteType(this[arguments[1]]); })),
            "Lsb0" or "Msb0" => Struct(name, $"bitvec::order::{head}"),
            "BTreeMap" => Newtype(name, "BTreeMap", $"Vec<({arguments[0]},{arguments[1]})>"),
            "Option" => Enum(name, "Option", new(0, "None", []), new(1, "Some", [("", arguments[0])])),
            "Result" => Enum(name, "Result", new(0, "Ok", [("", arguments[0])]), new(1, "Err", [("", arguments[1])])),
            _ => throw new ArgumentException($"no type is called {name}", nameof(name)),
        };
    }

    private uint BuiltIn(string name, byte kind, byte[] definition) => Define(name, Entry("", [], kind, definition));

    private void WriteFields(ScaleWriter writer, IReadOnlyList<(string Name, string Type)> fields) =>
        writer.WriteAll(fields, (w, field) =>
        {
            w.WriteOption(field.Name.Length > 0);
            if (field.Name.Length > 0)
            {
                w.WriteText(field.Name);
            }

            w.WriteType(this[field.Type]);
            w.WriteOption(true);
            w.WriteText(field.Type);
            w.WriteDocs("");
        });

    private uint Define(string name, byte[] entry)
    {
        if (!_ids.TryGetValue(name, out uint id))
        {
            id = (uint)_entries.Count;
            _ids[name] = id;
            _entries.Add(entry);
        }

        _entries[(int)id] = entry;
        return id;
    }

    private static byte[] Entry(string path, IReadOnlyList<(string Name, uint Type)> parameters, byte kind, byte[] definition) =>
        Encoding.Encode(w =>
        {
            w.WriteTexts(path.Length == 0 ? [] : path.Split("::"));
            w.WriteAll(parameters, (v, parameter) =>
            {
                v.WriteText(parameter.Name);
                v.WriteOptionalType(parameter.Type);
            });
            w.WriteU8(kind);
            w.WriteBytes(definition);
            w.WriteDocs("");
        });
}
