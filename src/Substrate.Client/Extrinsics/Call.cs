using Substrate.Client.Metadata;
using Substrate.Client.Scale;
using Substrate.Client.Values;

namespace Substrate.Client.Extrinsics;

/// <summary>A call to be made by an extrinsic, by names: its bytes are looked up in the metadata of the running runtime.</summary>
/// <param name="Pallet">The pallet, as in <c>Commitments</c>.</param>
/// <param name="Name">The call, as in <c>set_commitment</c>.</param>
/// <param name="Arguments">The arguments: a struct by their names, or <see cref="Value.Unit"/>.</param>
public sealed record Call(string Pallet, string Name, Value Arguments)
{
    /// <summary>A call with its arguments by name.</summary>
    public static Call Of(string pallet, string name, params ReadOnlySpan<(string Name, Value Value)> arguments) =>
        new(pallet, name, arguments.IsEmpty ? Value.Unit : Value.Composite(arguments));

    /// <summary>The bytes of the call: its pallet, its number there, its arguments.</summary>
    /// <exception cref="MetadataException">The runtime has no such pallet, or nothing can be called in it.</exception>
    /// <exception cref="ScaleException">The pallet has no such call, or the arguments are not its.</exception>
    public byte[] Encode(RuntimeMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        Pallet pallet = metadata.Pallet(Pallet);
        uint calls = pallet.Calls?.Id ?? throw new MetadataException($"nothing can be called in the pallet {Pallet} of this runtime");
        return [pallet.Index, .. ValueWriter.Encode(metadata.Types, calls, Value.Variant(Name, Arguments), Pallet)];
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Pallet}.{Name} {Arguments}";
}
