using Substrate.Client.Scale;

namespace FakeNode.Metadata;

/// <summary>Builds small metadata of our own, in any version, for tests that must run without a real runtime's.</summary>
public sealed class MetadataBuilder
{
    private readonly List<PalletBuilder> _pallets = [];
    private readonly List<(string Identifier, uint Type, uint Implicit)> _extensions = [];
    private readonly List<(string Api, string Method, (string Name, string Type)[] Inputs, string Output)> _methods = [];

    public MetadataBuilder()
    {
        _ = Types.Declare("RuntimeCall");
        _ = Types.Declare("RuntimeEvent");
        _ = Types.Enum(
            "MultiAddress",
            "sp_runtime::multiaddress::MultiAddress",
            new(0, "Id", [("", "AccountId32")]),
            new(1, "Index", [("", "Compact<()>")]),
            new(2, "Raw", [("", "Vec<u8>")]),
            new(3, "Address32", [("", "[u8;32]")]),
            new(4, "Address20", [("", "[u8;20]")]));
    }

    /// <summary>The types, to be extended.</summary>
    public TypeBook Types { get; } = new();

    /// <summary>The versions of the extrinsic format; V14 and V15 can express only the first.</summary>
    public byte[] ExtrinsicVersions { get; set; } = [4];

    /// <summary>Adds a pallet.</summary>
    public MetadataBuilder Pallet(string name, byte index, Action<PalletBuilder> define)
    {
        PalletBuilder pallet = new(Types, name, index);
        define(pallet);
        pallet.DefineTypes();
        _pallets.Add(pallet);
        return this;
    }

    /// <summary>Adds a transaction extension.</summary>
    public MetadataBuilder Extension(string identifier, string type, string implicitly)
    {
        _extensions.Add((identifier, Types[type], Types[implicitly]));
        return this;
    }

    /// <summary>Adds a function of a runtime API.</summary>
    public MetadataBuilder ApiMethod(string api, string method, (string Name, string Type)[] inputs, string output)
    {
        _methods.Add((api, method, inputs, output));
        return this;
    }

    /// <summary>Writes the metadata.</summary>
    /// <param name="version">14, 15 or 16.</param>
    public byte[] Build(int version)
    {
        uint call = Types.Enum("RuntimeCall", "fake_runtime::RuntimeCall", Outer(pallet => pallet.CallType));
        _ = Types.Enum("RuntimeEvent", "fake_runtime::RuntimeEvent", Outer(pallet => pallet.EventType));
        uint signature = Types.Enum(
            "MultiSignature",
            "sp_runtime::MultiSignature",
            new(0, "Ed25519", [("", "[u8;64]")]),
            new(1, "Sr25519", [("", "[u8;64]")]),
            new(2, "Ecdsa", [("", "[u8;65]")]));
        uint extrinsic = Types.Generic(
            "sp_runtime::generic::unchecked_extrinsic::UncheckedExtrinsic",
            ("Address", Types["MultiAddress"]),
            ("Call", call),
            ("Signature", signature),
            ("Extra", Types["()"]));
        byte[] rest = Encoding.Encode(w => WriteRest(w, version, extrinsic, call, signature));

        return Encoding.Encode(w =>
        {
            w.WriteBytes("meta"u8);
            w.WriteU8((byte)version);
            Types.WriteTo(w);
            w.WriteBytes(rest);
        });
    }

    private List<VariantDefinition> Outer(Func<PalletBuilder, string?> type) =>
        [.. _pallets.Where(pallet => type(pallet) is not null).Select(pallet => new VariantDefinition(pallet.Index, pallet.Name, [("", type(pallet)!)]))];

    private void WriteRest(ScaleWriter writer, int version, uint extrinsic, uint call, uint signature)
    {
        writer.WriteAll(_pallets, (w, pallet) => pallet.WriteTo(w, version));
        WriteExtrinsic(writer, version, extrinsic, call, signature);
        if (version <= 15)
        {
            writer.WriteType(Types["()"]); // the runtime's own type
        }

        if (version >= 15)
        {
            WriteApis(writer, version);
            writer.WriteType(call); // the outer enums
            writer.WriteType(Types["()"]);
            writer.WriteType(Types["()"]);
            writer.WriteLength(0); // custom
        }
    }

    private void WriteExtrinsic(ScaleWriter writer, int version, uint extrinsic, uint call, uint signature)
    {
        if (version == 14)
        {
            writer.WriteType(extrinsic);
            writer.WriteU8(ExtrinsicVersions[0]);
        }
        else
        {
            if (version == 15)
            {
                writer.WriteU8(ExtrinsicVersions[0]);
            }
            else
            {
                writer.WriteByteSequence(ExtrinsicVersions);
            }

            writer.WriteType(Types["MultiAddress"]);
            writer.WriteType(call);
            writer.WriteType(signature);
            if (version == 15)
            {
                writer.WriteType(Types["()"]); // the extensions as one tuple
            }
            else
            {
                writer.WriteLength(1); // one version of the extension set, using all of them
                writer.WriteU8(0);
                writer.WriteAll([.. Enumerable.Range(0, _extensions.Count)], (w, index) => w.WriteCompact((ulong)index));
            }
        }

        writer.WriteAll(_extensions, (w, extension) =>
        {
            w.WriteText(extension.Identifier);
            w.WriteType(extension.Type);
            w.WriteType(extension.Implicit);
        });
    }

    private void WriteApis(ScaleWriter writer, int version) =>
        writer.WriteAll([.. _methods.GroupBy(method => method.Api)], (w, api) =>
        {
            w.WriteText(api.Key);
            w.WriteAll([.. api], (v, method) =>
            {
                v.WriteText(method.Method);
                v.WriteAll(method.Inputs, (u, input) =>
                {
                    u.WriteText(input.Name);
                    u.WriteType(Types[input.Type]);
                });
                v.WriteType(Types[method.Output]);
                v.WriteDocs("");
                v.WriteNotDeprecated(version);
            });
            w.WriteDocs("");
            if (version >= 16)
            {
                w.WriteCompact(1ul);
            }

            w.WriteNotDeprecated(version);
        });
}
