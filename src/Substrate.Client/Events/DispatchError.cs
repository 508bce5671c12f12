using Substrate.Client.Metadata;
using Substrate.Client.Scale;
using Substrate.Client.Types;
using Substrate.Client.Values;

namespace Substrate.Client.Events;

/// <summary>Why a call that was included in a block failed.</summary>
/// <param name="Kind">The kind of error: <c>Module</c> for one of a pallet's own, else as in <c>BadOrigin</c>, <c>Arithmetic</c>.</param>
/// <param name="Pallet">The pallet, for one of its own errors.</param>
/// <param name="Name">The name, as in <c>AccountNotAllowedCommit</c>, <c>Underflow</c>; the kind where there is no closer one.</param>
/// <param name="Docs">What the runtime says about it; empty for nothing.</param>
public sealed record DispatchError(string Kind, string? Pallet, string Name, string Docs)
{
    /// <summary>Reads an error with the names of a runtime: the same number means another error in another runtime.</summary>
    /// <param name="metadata">The metadata of the runtime that the block was made by.</param>
    /// <param name="error">The value of the type <c>DispatchError</c>.</param>
    /// <exception cref="ScaleException">The value is of another type.</exception>
    public static DispatchError Read(RuntimeMetadata metadata, Value error)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(error);
        VariantValue kind = error.AsVariant();
        return kind switch
        {
            { Name: "Module" } => OfPallet(metadata, kind.Content),
            { Content: VariantValue closer } => new(kind.Name, Pallet: null, closer.Name, Docs: ""),
            _ => new(kind.Name, Pallet: null, kind.Name, Docs: ""),
        };
    }

    /// <summary>The full name and what the runtime says about it, in one line.</summary>
    public override string ToString()
    {
        string name = Pallet is not null ? $"{Pallet}.{Name}" : Kind == Name ? Name : $"{Kind}.{Name}";
        return Docs.Length == 0 ? name : $"{name}: {Docs}";
    }

    private static DispatchError OfPallet(RuntimeMetadata metadata, Value module)
    {
        byte index = module["index"].AsNumber<byte>();

        // Four bytes since 2021, of which all but the first belong to errors within errors; one byte before.
        byte number = module["error"] is NumberValue single ? single.AsNumber<byte>() : module["error"].AsBytes().Span[0];
        Pallet? pallet = metadata.FindPallet(index);
        Variant? error = pallet?.Errors?.Find(number);
        return new("Module", pallet?.Name ?? $"pallet {index}", error?.Name ?? $"error {number}", error?.Docs.ToString() ?? "");
    }
}
