using Substrate.Client.Types;
using Substrate.Client.Values;

namespace Substrate.Client.Metadata;

/// <summary>What a runtime says about itself: one shape for metadata V14, V15 and V16. Immutable.</summary>
public sealed class RuntimeMetadata
{
    internal RuntimeMetadata(byte version, TypeRegistry types, Pallet[] pallets, ExtrinsicFormat extrinsic, RuntimeApi[] apis) =>
        (Version, Types, Pallets, Extrinsic, Apis) = (version, types, pallets, extrinsic, apis);

    /// <summary>The version of the format it came in: 14, 15 or 16.</summary>
    public byte Version { get; }

    /// <summary>All types.</summary>
    public TypeRegistry Types { get; }

    /// <summary>The pallets.</summary>
    public IReadOnlyList<Pallet> Pallets { get; }

    /// <summary>How extrinsics are put together.</summary>
    public ExtrinsicFormat Extrinsic { get; }

    /// <summary>The runtime APIs; V14 lists none.</summary>
    public IReadOnlyList<RuntimeApi> Apis { get; }

    /// <summary>Reads metadata as <c>state_getMetadata</c> gives it: from its magic number <c>meta</c> on.</summary>
    /// <param name="blob">The bytes; they are kept, since documentation is decoded when it is asked for.</param>
    /// <exception cref="MetadataException">The bytes are malformed or of another version than 14, 15 and 16.</exception>
    public static RuntimeMetadata Parse(ReadOnlyMemory<byte> blob) => MetadataReader.Read(blob);

    /// <summary>The pallet of a name; null where there is none.</summary>
    public Pallet? FindPallet(string name)
    {
        for (int i = 0; i < Pallets.Count; i++)
        {
            if (Pallets[i].Name == name)
            {
                return Pallets[i];
            }
        }

        return null;
    }

    /// <summary>The pallet of an index, as calls, events and errors give it; null where there is none.</summary>
    public Pallet? FindPallet(byte index) => Pallets.FirstOrDefault(pallet => pallet.Index == index);

    /// <summary>The pallet of a name.</summary>
    /// <exception cref="MetadataException">The runtime has no such pallet.</exception>
    public Pallet Pallet(string name) => FindPallet(name) ?? throw new MetadataException($"the runtime has no pallet {name}");

    /// <summary>The value of a pallet's constant.</summary>
    /// <exception cref="MetadataException">The runtime has no such pallet or the pallet no such constant.</exception>
    public Value Constant(string pallet, string name)
    {
        PalletConstant constant = Pallet(pallet).FindConstant(name)
            ?? throw new MetadataException($"the pallet {pallet} of this runtime has no constant {name}");
        return ValueReader.Read(Types, constant.Type, constant.Encoded.Span, $"{pallet}.{name}");
    }

    /// <summary>
    /// The method of a runtime API, as in <c>AccountNonceApi</c>, <c>account_nonce</c>; null where the metadata lists none.
    /// </summary>
    public RuntimeApiMethod? FindApiMethod(string api, string method) =>
        Apis.FirstOrDefault(candidate => candidate.Name == api)?.Methods.FirstOrDefault(candidate => candidate.Name == method);
}
