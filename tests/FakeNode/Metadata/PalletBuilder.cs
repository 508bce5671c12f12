using Substrate.Client.Metadata;
using Substrate.Client.Scale;

namespace FakeNode.Metadata;

/// <summary>A pallet of a runtime under construction.</summary>
public sealed class PalletBuilder
{
    private readonly TypeBook _types;
    private readonly List<(string Name, StorageHasher[] Hashers, string Key, string Value, byte[]? Default)> _storage = [];
    private readonly List<(string Name, string Type, byte[] Value)> _constants = [];
    private readonly List<VariantDefinition> _calls = [];
    private readonly List<VariantDefinition> _events = [];
    private readonly List<VariantDefinition> _errors = [];

    internal PalletBuilder(TypeBook types, string name, byte index) => (_types, Name, Index) = (types, name, index);

    internal string Name { get; }

    internal byte Index { get; }

    internal string? CallType => TypeOf("Call", _calls);

    internal string? EventType => TypeOf("Event", _events);

    /// <summary>A stored value.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">Its type.</param>
    /// <param name="orElse">What it is when nothing is stored; null for nothing.</param>
    public PalletBuilder Plain(string name, string type, byte[]? orElse = null)
    {
        _storage.Add((name, [], "", type, orElse));
        return this;
    }

    /// <summary>A stored map.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="key">The type of its key: a tuple where there are several hashers.</param>
    /// <param name="hashers">How the parts of the key are hashed.</param>
    /// <param name="value">The type of its values.</param>
    /// <param name="orElse">What a key stands for that nothing is stored under; null for nothing.</param>
    public PalletBuilder Map(string name, string key, StorageHasher[] hashers, string value, byte[]? orElse = null)
    {
        _storage.Add((name, hashers, key, value, orElse));
        return this;
    }

    /// <summary>A constant.</summary>
    public PalletBuilder Constant(string name, string type, byte[] value)
    {
        _constants.Add((name, type, value));
        return this;
    }

    /// <summary>A call.</summary>
    public PalletBuilder Call(byte index, string name, params IReadOnlyList<(string Name, string Type)> arguments)
    {
        _calls.Add(new VariantDefinition(index, name, arguments));
        return this;
    }

    /// <summary>An event.</summary>
    public PalletBuilder Event(byte index, string name, params IReadOnlyList<(string Name, string Type)> fields)
    {
        _events.Add(new VariantDefinition(index, name, fields));
        return this;
    }

    /// <summary>An error.</summary>
    public PalletBuilder Error(byte index, string name, string docs = "")
    {
        _errors.Add(new VariantDefinition(index, name, [], docs));
        return this;
    }

    internal void WriteTo(ScaleWriter writer, int version)
    {
        writer.WriteText(Name);
        writer.WriteOption(_storage.Count > 0);
        if (_storage.Count > 0)
        {
            writer.WriteText(Name);
            writer.WriteAll(_storage, (w, entry) => WriteStorage(w, entry, version));
        }

        WriteVariants(writer, CallType, version);
        WriteVariants(writer, EventType, version);
        writer.WriteAll(_constants, (w, constant) =>
        {
            w.WriteText(constant.Name);
            w.WriteType(_types[constant.Type]);
            w.WriteByteSequence(constant.Value);
            w.WriteDocs("");
            w.WriteNotDeprecated(version);
        });
        WriteVariants(writer, TypeOf("Error", _errors), version);
        if (version >= 16)
        {
            writer.WriteLength(0); // associated types
            writer.WriteLength(0); // view functions
        }

        writer.WriteU8(Index);
        if (version >= 15)
        {
            writer.WriteDocs($" The pallet {Name}.");
        }

        writer.WriteNotDeprecated(version);
    }

    internal void DefineTypes()
    {
        foreach ((string kind, List<VariantDefinition> variants) in new[] { ("Call", _calls), ("Event", _events), ("Error", _errors) })
        {
            if (TypeOf(kind, variants) is string name)
            {
                _ = _types.Enum(name, $"pallet_{Name.ToLowerInvariant()}::pallet::{kind}", variants);
            }
        }
    }

    private string? TypeOf(string kind, List<VariantDefinition> variants) => variants.Count == 0 ? null : $"{Name}{kind}";

    private void WriteVariants(ScaleWriter writer, string? type, int version)
    {
        writer.WriteOptionalType(type is null ? null : _types[type]);
        if (type is not null && version >= 16)
        {
            writer.WriteLength(0); // nothing is deprecated
        }
    }

    private void WriteStorage(
        ScaleWriter writer, (string Name, StorageHasher[] Hashers, string Key, string Value, byte[]? Default) entry, int version)
    {
        writer.WriteText(entry.Name);
        writer.WriteBoolean(entry.Default is not null);
        writer.WriteBoolean(entry.Hashers.Length > 0);
        if (entry.Hashers.Length > 0)
        {
            writer.WriteAll(entry.Hashers, (w, hasher) => w.WriteU8((byte)hasher));
            writer.WriteType(_types[entry.Key]);
        }

        writer.WriteType(_types[entry.Value]);
        writer.WriteByteSequence(entry.Default ?? [0]);
        writer.WriteDocs("");
        writer.WriteNotDeprecated(version);
    }
}
